package io.ftqueue.queue.image;

import java.util.List;

/**
 * The whole replicated state.
 *
 * @param nextQueueId the id that the next new queue gets
 * @param queues the queues, by first creation ascending
 * @param sessions what is remembered of native clients, least recently used first
 * @param texts what is remembered of text requests, first executed first
 */
public record StateImage(
        long nextQueueId, List<QueueImage> queues, List<SessionImage> sessions, List<TextImage> texts) {

    /** The state in which nothing has been executed. */
    public static final StateImage BLANK = new StateImage(1, List.of(), List.of(), List.of());
}
