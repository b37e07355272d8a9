package io.ftqueue.queue.image;

import io.ftqueue.queue.codec.Hashing;

/** The hash of a state, made of the hashes of its parts. */
public final class StateHash {

    private StateHash() {}

    /**
     * The hash of a state.
     *
     * @param queues the sum of the queues' hashes
     * @param sessions the sum of the sessions' hashes
     * @param texts the sum of the hashes of the text requests' keys
     */
    public static long of(long queues, long sessions, long texts) {
        return Hashing.then(Hashing.then(queues, sessions), texts);
    }
}
