package io.ftqueue.group.recovery;

/** A timer that goes off later and later until it is reset: for asking again, and for saying again. */
public final class BackoffTimer {

    private static final int MAX_DOUBLINGS = 20;

    private final long firstNanos;
    private final long maxNanos;
    private long deadlineNanos;
    private int attempts;
    private boolean armed;

    /** Waits {@code firstNanos}, then twice that, and so on up to {@code maxNanos}. */
    public BackoffTimer(long firstNanos, long maxNanos) {
        this.firstNanos = firstNanos;
        this.maxNanos = Math.max(firstNanos, maxNanos);
    }

    /** Starts waiting, unless it does already. */
    public void arm(long nowNanos, long jitterNanos) {
        if (!armed) {
            armed = true;
            attempts = 0;
            deadlineNanos = nowNanos + firstNanos + jitterNanos;
        }
    }

    /** Stops waiting; the next wait is a first one. */
    public void disarm() {
        armed = false;
    }

    /** Whether it has gone off now; if so it waits again, longer. */
    public boolean due(long nowNanos) {
        if (!armed || deadlineNanos - nowNanos > 0) {
            return false;
        }
        attempts++;
        deadlineNanos = nowNanos + Math.min(maxNanos, firstNanos << Math.min(attempts, MAX_DOUBLINGS));
        return true;
    }

    /** How often it has gone off since it was armed. */
    public int attempts() {
        return attempts;
    }

    /** Whether it is waiting. */
    public boolean armed() {
        return armed;
    }

    /** When it will go off next, if that is before {@code otherwise}; else {@code otherwise}. */
    public long earlier(long otherwise) {
        return armed && deadlineNanos - otherwise < 0 ? deadlineNanos : otherwise;
    }
}
