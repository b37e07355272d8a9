package io.ftqueue.server;

import io.ftqueue.queue.replica.Merge;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens to a server: who is with it, what became of the queues after a split, and its end. The methods are
 * called one at a time and in order, by a thread of the server's that does nothing else, so a listener may take its
 * time; what it throws is logged. It hears of things a moment after they have happened, and of configurations that
 * lasted for an instant perhaps not at all.
 */
public interface ServerListener {

    /** Hears nothing. */
    ServerListener NONE = new ServerListener() {};

    /** The server is in a configuration that it was not in before: somebody has come, gone, or come back. */
    default void configurationChanged(ServerStatus status) {}

    /** The server holds the state of its configuration and executes operations; once after every change. */
    default void serving(ServerStatus status) {}

    /** Components that had executed different things have become one, and that became of their queues. */
    default void merged(Merge merge) {}

    /**
     * The server has stopped. The last call.
     *
     * @param failure why it could not go on; null if it was told to stop
     */
    default void stopped(@Nullable ServerFailedException failure) {}
}
