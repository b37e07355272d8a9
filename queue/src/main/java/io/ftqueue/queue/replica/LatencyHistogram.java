package io.ftqueue.queue.replica;

import java.util.Arrays;

/**
 * How long things took, of late and ever. Durations are counted in buckets whose width grows with the duration: a
 * quantile is at most an eighth above what it stands for. Of late means in the present window and the one before it.
 */
final class LatencyHistogram {

    /** The length of a window. */
    static final long WINDOW_NANOS = 10_000_000_000L;

    /** Each doubling of the duration has so many buckets. */
    private static final int STEPS_BITS = 3;

    private static final int STEPS = 1 << STEPS_BITS;

    private static final int BUCKETS = (Long.SIZE - STEPS_BITS) * STEPS;

    private long[] present = new long[BUCKETS];
    private long[] before = new long[BUCKETS];
    private long presentMax;
    private long beforeMax;
    private long windowEndNanos;
    private long count;

    /**
     * Empty.
     *
     * @param nowNanos the clock of the other methods
     */
    LatencyHistogram(long nowNanos) {
        windowEndNanos = nowNanos + WINDOW_NANOS;
    }

    /** Something took that long and has ended now; below 0 counts as 0. */
    void record(long nowNanos, long durationNanos) {
        turn(nowNanos);
        long duration = Math.max(0, durationNanos);
        present[bucket(duration)]++;
        presentMax = Math.max(presentMax, duration);
        count++;
    }

    /** What was recorded. */
    Latency summary(long nowNanos) {
        turn(nowNanos);
        long recent = 0;
        for (int i = 0; i < BUCKETS; i++) {
            recent += present[i] + before[i];
        }
        long max = Math.max(presentMax, beforeMax);
        return new Latency(count, recent, quantile(recent, 50, max), quantile(recent, 99, max), max);
    }

    /** The duration that so many of a hundred do not exceed. */
    private long quantile(long recent, int percent, long max) {
        long wanted = (recent * percent + 99) / 100;
        long seen = 0;
        for (int i = 0; i < BUCKETS && wanted > 0; i++) {
            seen += present[i] + before[i];
            if (seen >= wanted) {
                return Math.min(max, upperBound(i));
            }
        }
        return 0;
    }

    private void turn(long nowNanos) {
        if (nowNanos - windowEndNanos < 0) {
            return;
        }
        boolean next = nowNanos - windowEndNanos < WINDOW_NANOS;
        long[] oldest = before;
        before = present;
        beforeMax = presentMax;
        present = oldest;
        Arrays.fill(present, 0);
        presentMax = 0;
        if (!next) {
            Arrays.fill(before, 0);
            beforeMax = 0;
        }
        windowEndNanos = next ? windowEndNanos + WINDOW_NANOS : nowNanos + WINDOW_NANOS;
    }

    /** Durations below two steps have a bucket each; then every doubling has {@link #STEPS}. */
    private static int bucket(long duration) {
        if (duration < STEPS) {
            return (int) duration;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(duration) - STEPS_BITS;
        return (shift + 1) * STEPS + (int) ((duration >>> shift) & (STEPS - 1));
    }

    /** The longest duration in a bucket. */
    private static long upperBound(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int shift = bucket / STEPS - 1;
        long first = (long) (STEPS + bucket % STEPS) << shift;
        return first + (1L << shift) - 1;
    }
}
