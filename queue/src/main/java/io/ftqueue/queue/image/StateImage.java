package io.ftqueue.queue.image;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a state that do not change any more, each to be told once.
 *
 * @param head what it has besides
 * @param queues the queues, by first creation ascending
 * @param sessions native clients, least recently used first
 * @param texts text requests, first executed first
 * @param pops pops that are remembered, by place ascending
 * @param popsForgottenUpTo up to which place pops are not remembered any more; null if all are
 */
public record StateImage(
        ImageHead head,
        Iterator<QueueImage> queues,
        Iterator<SessionImage> sessions,
        Iterator<TextImage> texts,
        Iterator<PopRecord> pops,
        @Nullable Key popsForgottenUpTo) {}
