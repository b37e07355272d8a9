package io.ftqueue.queue.state;

import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.merge.MergeReport;
import org.jspecify.annotations.Nullable;

/**
 * Hears what executing payloads comes to, in order. It tells clients; it must not influence the state. Arguments are
 * plain so that an operation costs no object.
 */
public interface ExecutionListener {

    /** Hears nothing. */
    ExecutionListener NONE = new ExecutionListener() {
        @Override
        public void payload(Position position) {}

        @Override
        public void executed(long clientId, long seq, long tag, ResultCode code, long number, byte @Nullable [] item) {}

        @Override
        public void merged(MergeReport report) {}

        @Override
        public void partition(Position position) {}

        @Override
        public void gap(long clientId, long executedUpTo) {}

        @Override
        public void executedText(
                long keyHigh, long keyLow, boolean repeated, ResultCode code, long number, byte @Nullable [] item) {}
    };

    /** A payload is about to be executed; what follows until the next one comes of it. */
    void payload(Position position);

    /**
     * A native operation was executed now, or was executed before and this is its result again.
     *
     * @param tag names the configuration that executed it first; 0 if the outcome does not count
     * @param code STALE if it was executed before and its result is no longer kept
     */
    void executed(long clientId, long seq, long tag, ResultCode code, long number, byte @Nullable [] item);

    /** Components that had executed different things are one again, and this is what became of their queues. */
    void merged(MergeReport report);

    /** The group is to behave as if the network were split; see the text protocol. */
    void partition(Position position);

    /** Native operations were not executed because lower numbers are missing: all above {@code executedUpTo} are. */
    void gap(long clientId, long executedUpTo);

    /**
     * A text operation was executed now, or before.
     *
     * @param repeated whether it was executed before and this is its result again
     */
    void executedText(
            long keyHigh, long keyLow, boolean repeated, ResultCode code, long number, byte @Nullable [] item);
}
