package io.ftqueue.queue.replica;

import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.codec.TextMessage;
import org.jspecify.annotations.Nullable;

/** A text request that has not been executed yet, or a wish that the group be split. */
final class TextRequest {

    final RequestKey key;

    /** What is asked; null: the wish. */
    final TextMessage.@Nullable Request message;

    final ClientAddress from;
    final long arrivedNanos;

    /** Whether it was sent to this server alone. */
    boolean direct;

    /** When it was submitted here last. */
    long submittedNanos;

    TextRequest(
            RequestKey key,
            TextMessage.@Nullable Request message,
            ClientAddress from,
            long arrivedNanos,
            boolean direct) {
        this.key = key;
        this.message = message;
        this.from = from;
        this.arrivedNanos = arrivedNanos;
        this.direct = direct;
    }
}
