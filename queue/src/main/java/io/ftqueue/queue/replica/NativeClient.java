package io.ftqueue.queue.replica;

import io.ftqueue.queue.codec.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** What a gateway knows of a native client. */
final class NativeClient {

    final long clientId;

    /** Where it was heard last. */
    ClientAddress address;

    long heardNanos;

    /** The highest number that was submitted for it here. */
    long submittedUpTo;

    /** When something in flight took effect last, or when it came in flight. */
    long progressNanos;

    /** Names the payload that holds its last operation. */
    long ticket;

    /** The answers that are being packed; null between flushes. */
    @Nullable
    ReplyWriter reply;

    NativeClient(long clientId, ClientAddress address) {
        this.clientId = clientId;
        this.address = address;
    }
}
