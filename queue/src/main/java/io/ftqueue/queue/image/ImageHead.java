package io.ftqueue.queue.image;

/**
 * What a state has besides its parts.
 *
 * @param clientClockMicros the clock by which clients are forgotten
 * @param slotMicros the time of the last slot that this clock has seen; no item has a later one
 */
public record ImageHead(long clientClockMicros, long slotMicros) {

    /** Of the blank state. */
    public static final ImageHead BLANK = new ImageHead(0, 0);
}
