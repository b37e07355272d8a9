package io.ftqueue.queue.image;

/**
 * What a state has besides its parts.
 *
 * @param nextQueueId the id that the next new queue gets, at least 1
 * @param clientClockMicros the clock by which clients are forgotten
 * @param slotMicros the time of the last slot that this clock has seen
 */
public record ImageHead(long nextQueueId, long clientClockMicros, long slotMicros) {

    /** Of the blank state. */
    public static final ImageHead BLANK = new ImageHead(1, 0, 0);
}
