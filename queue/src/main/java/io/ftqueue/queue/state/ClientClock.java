package io.ftqueue.queue.state;

/**
 * The clock by which what is remembered of clients grows old. It follows the time of slots, which is part of the total
 * order, but never by more than a second at a time: slot time jumps when a server with a clock that is a year ahead
 * joins, and a jump must not make the group forget its clients all at once.
 */
final class ClientClock {

    /** The most that the clock moves from one slot to the next, in microseconds. */
    private static final long MAX_STEP_MICROS = 1_000_000L;

    private long micros;
    private long slotMicros;

    ClientClock(long micros, long slotMicros) {
        this.micros = micros;
        this.slotMicros = slotMicros;
    }

    /** Moves on to a slot of that time; returns what the clock shows then. */
    long advance(long toSlotMicros) {
        if (toSlotMicros > slotMicros) {
            micros += Math.min(MAX_STEP_MICROS, toSlotMicros - slotMicros);
            slotMicros = toSlotMicros;
        }
        return micros;
    }

    long micros() {
        return micros;
    }

    long slotMicros() {
        return slotMicros;
    }
}
