package io.ftqueue.queue.codec;

import io.ftqueue.queue.Operation;

/** What a datagram of the text protocol says. */
public sealed interface TextMessage
        permits TextMessage.Request, TextMessage.Malformed, TextMessage.MockPartition, TextMessage.Ignored {

    /**
     * A well-formed request.
     *
     * @param key names it; made of its message id
     * @param operation what it asks
     * @param silent whether it never gets a reply
     */
    record Request(RequestKey key, Operation operation, boolean silent) implements TextMessage {}

    /**
     * A request that cannot be understood, but answered.
     *
     * @param messageId as it was sent
     * @param reason what is wrong, in words
     */
    record Malformed(String messageId, String reason) implements TextMessage {}

    /** Asks the group to behave as if it were partitioned. */
    record MockPartition() implements TextMessage {}

    /**
     * No request.
     *
     * @param reason why not
     */
    record Ignored(Reason reason) implements TextMessage {}

    /** Why a datagram is no request. */
    enum Reason {
        /** It has no bytes but blanks. */
        BLANK,
        /** It is no UTF-8. */
        NO_TEXT,
        /** It does not start with {@code msg,}. */
        NO_REQUEST
    }
}
