package io.ftqueue.client;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;

/**
 * Is told what a client goes through, to count it. {@link ClientConfig#withObserver} takes one.
 *
 * <p>The methods are called by the thread that receives, one call at a time for a client. They must be quick and must
 * not block; what they throw is logged the first time, and changes nothing.
 */
public interface ClientObserver {

    /** Counts nothing. */
    ClientObserver NONE = new ClientObserver() {};

    /**
     * An operation was answered.
     *
     * @param operation what was asked; not to be changed
     * @param code what it came to
     * @param nanos how long that took since it was handed in, with all repeats
     */
    default void answered(Operation operation, ResultCode code, long nanos) {}

    /** Operations that were sent got no answer in time, and are sent again. */
    default void repeated() {}

    /**
     * The client turned to another server, because the one before was silent or gone.
     *
     * @param from address and port of that one
     * @param to address and port of the other one
     */
    default void turned(String from, String to) {}

    /** An operation was given up after its time was over; it may have been executed or not. */
    default void gaveUp(Operation operation) {}
}
