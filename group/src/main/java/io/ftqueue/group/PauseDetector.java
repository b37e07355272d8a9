package io.ftqueue.group;

/**
 * Notices that this member itself slept: stopped, swapped out, or in a long collection. The silence of the others in
 * the meantime was not theirs; what they said of membership is old; and this member's configuration may have gone on
 * without it.
 */
final class PauseDetector {

    private final long longestGapNanos;
    private final long freshAfterNanos;
    private long lastStepNanos;
    private long wokeNanos;
    private boolean flushing;
    private boolean barred;

    /**
     * Awake.
     *
     * @param longestGapNanos a longer time between two steps is a pause
     * @param freshAfterNanos what arrives later than this after a pause was sent after it
     */
    PauseDetector(long longestGapNanos, long freshAfterNanos, long nowNanos) {
        this.longestGapNanos = longestGapNanos;
        this.freshAfterNanos = freshAfterNanos;
        this.lastStepNanos = nowNanos;
    }

    /** Notes a step; returns how long the pause before it was, or 0 if there was none. */
    long step(long nowNanos, boolean hasOthers) {
        long gap = nowNanos - lastStepNanos;
        lastStepNanos = nowNanos;
        if (gap <= longestGapNanos) {
            return 0;
        }
        flushing = true;
        barred = hasOthers;
        wokeNanos = nowNanos;
        return gap;
    }

    /** Whether what arrives now may have been waiting since before the pause, and is not to be obeyed. */
    boolean flushing(long nowNanos) {
        flushing = flushing && nowNanos - wokeNanos < freshAfterNanos;
        return flushing;
    }

    /** A frame of another member of the configuration has come. */
    void heard(long nowNanos) {
        if (nowNanos - wokeNanos >= freshAfterNanos) {
            barred = false;
        }
    }

    /** Whether this member must not answer: it does not know yet whether its configuration has gone on without it. */
    boolean barred() {
        return barred;
    }

    /** A new configuration has been installed. */
    void installed() {
        barred = false;
    }
}
