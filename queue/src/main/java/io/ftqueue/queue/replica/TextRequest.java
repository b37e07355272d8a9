package io.ftqueue.queue.replica;

import io.ftqueue.queue.codec.TextMessage;

/** A text request that has not been executed yet. */
final class TextRequest {

    final TextMessage.Request message;
    final ClientAddress from;
    final long arrivedNanos;

    /** Whether it was sent to this server alone. */
    boolean direct;

    /** When it was submitted here last. */
    long submittedNanos;

    TextRequest(TextMessage.Request message, ClientAddress from, long arrivedNanos, boolean direct) {
        this.message = message;
        this.from = from;
        this.arrivedNanos = arrivedNanos;
        this.direct = direct;
    }
}
