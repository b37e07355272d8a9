package io.ftqueue.queue.replica;

/**
 * Says when a payload is owed that executes nothing: the clock by which leases end moves with payloads only, and where
 * clients are silent there are none. The first member of the configuration sends it, the others when it does not.
 */
final class LeaseTicker {

    /** The clock moves by a second at most from payload to payload, also where members' clocks differ. */
    private static final long LONGEST_NANOS = 250_000_000L;

    /** By the clock of another member a lease that has ended here may last a little longer. */
    private static final long SHORTEST_NANOS = 20_000_000L;

    private static final long NANOS_PER_MICRO = 1_000L;

    private long lastNanos;

    /** A payload was executed or submitted: no other is owed soon. */
    void onPayload(long nowNanos) {
        lastNanos = nowNanos;
    }

    /**
     * When a payload is owed; {@link Long#MAX_VALUE} if none is.
     *
     * @param microsToEnd how long the next lease lasts from the last payload; {@link Long#MAX_VALUE} if there is none
     * @param index this member's place in the configuration
     */
    long dueNanos(long microsToEnd, int index) {
        if (microsToEnd == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long wait = microsToEnd > LONGEST_NANOS / NANOS_PER_MICRO ? LONGEST_NANOS : microsToEnd * NANOS_PER_MICRO;
        return lastNanos + Math.max(SHORTEST_NANOS, wait) + index * LONGEST_NANOS;
    }
}
