package io.ftqueue.group;

/**
 * How late this member is itself. On a machine that has too much to do everyone's beats come late; a member that sees
 * its own do so has no ground to suspect the others as soon as it otherwise would (Lifeguard: local health).
 */
final class OwnHealth {

    /** So many times its own delay does a member add to its patience: the others may be worse off. */
    private static final int ALLOWANCE = 4;

    /** A delay is forgotten by a part of this at every beat: half of it after about five seconds. */
    private static final int FORGETTING = 360;

    private final long mostNanos;
    private long delayNanos;

    /**
     * In good health.
     *
     * @param mostNanos the most patience to add
     */
    OwnHealth(long mostNanos) {
        this.mostNanos = mostNanos;
    }

    /** Notes that a beat came so much later than it was due. */
    void late(long nanos) {
        delayNanos = Math.max(nanos, delayNanos - delayNanos / FORGETTING);
    }

    /** How much longer than otherwise to wait before another is suspected. */
    long patienceNanos() {
        return Math.min(mostNanos, ALLOWANCE * delayNanos);
    }
}
