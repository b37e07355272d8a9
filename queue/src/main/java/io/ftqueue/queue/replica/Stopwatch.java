package io.ftqueue.queue.replica;

import java.util.ArrayDeque;

/**
 * Times own payloads from their submission until their answers may go. They are executed in the order in which they
 * were submitted, so the first that runs is the first to be executed.
 */
final class Stopwatch {

    /** Stands for the time of a payload that is not timed. */
    private static final long NOBODY = Long.MIN_VALUE;

    private final LatencyHistogram histogram;

    /** When payloads were submitted that are not executed yet. */
    private final ArrayDeque<Long> submitted = new ArrayDeque<>();

    /** Of payloads that are executed and not released: what must be releasable first, and when each was submitted. */
    private final ArrayDeque<long[]> executed = new ArrayDeque<>();

    Stopwatch(long nowNanos) {
        histogram = new LatencyHistogram(nowNanos);
    }

    /** A payload was submitted. */
    void submitted(long nowNanos) {
        submitted.addLast(nowNanos);
    }

    /** A payload was submitted that nobody waits for. */
    void submittedForNobody() {
        submitted.addLast(NOBODY);
    }

    /** The next own payload was executed as the change of that number. */
    void executed(long mark) {
        Long since = submitted.pollFirst();
        if (since != null && since != NOBODY) {
            executed.addLast(new long[] {mark, since});
        }
    }

    /** Answers to changes up to that number go out now. */
    void released(long nowNanos, long releasable) {
        long[] first = executed.peekFirst();
        while (first != null && first[0] <= releasable) {
            histogram.record(nowNanos, nowNanos - first[1]);
            executed.removeFirst();
            first = executed.peekFirst();
        }
    }

    Latency summary(long nowNanos) {
        return histogram.summary(nowNanos);
    }
}
