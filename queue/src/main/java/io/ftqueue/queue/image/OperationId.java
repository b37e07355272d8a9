package io.ftqueue.queue.image;

import io.ftqueue.queue.codec.Hashing;

/**
 * Names an operation of a client, wherever and however often it is executed: a native one by its client and number, a
 * text one by its key.
 *
 * @param high the client id, or the first half of the key
 * @param low the number, or the second half of the key
 */
public record OperationId(long high, long low) {

    @Override
    public int hashCode() {
        return (int) Hashing.mix(high ^ Hashing.mix(low));
    }
}
