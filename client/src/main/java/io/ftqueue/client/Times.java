package io.ftqueue.client;

import java.time.Duration;

/** Durations as the engine counts them. */
final class Times {

    /** Longer than any process lives, and short enough to be added to a time. */
    static final long FOR_EVER_NANOS = Long.MAX_VALUE / 4;

    private Times() {}

    /** Nanoseconds, at least 0 and at most for ever. */
    static long nanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.compareTo(Duration.ofNanos(FOR_EVER_NANOS)) < 0 ? duration.toNanos() : FOR_EVER_NANOS;
    }
}
