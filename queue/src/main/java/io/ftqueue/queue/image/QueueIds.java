package io.ftqueue.queue.image;

import io.ftqueue.queue.codec.Hashing;

/**
 * The ids of queues. Components that are apart must not give one id to two queues, and none may be used again, so an id
 * is not counted but made of the place at which the queue was created, which no other operation in any component has.
 */
public final class QueueIds {

    /** What every JSON reader and spreadsheet still holds exactly. */
    private static final int BITS = 53;

    private static final long SEED = 0x3c6ef372fe94f82bL;

    private QueueIds() {}

    /**
     * An id, 1 to 2<sup>53</sup> - 1. Two of 1,000 queues that were created apart have the same with a chance below
     * 10<sup>-9</sup>.
     *
     * @param created where the queue was created
     * @param attempt which of the ids of that place, from 0: the next one is for when a queue has it already
     */
    public static long of(Key created, int attempt) {
        long hash = Hashing.then(SEED, attempt);
        hash = Hashing.then(hash, created.configuration().epoch());
        hash = Hashing.then(hash, created.configuration().representative().server());
        hash = Hashing.then(hash, created.configuration().representative().incarnation());
        hash = Hashing.then(hash, created.slot());
        hash = Hashing.then(hash, ((long) created.index() << Integer.SIZE) | created.operation());
        long id = hash >>> (Long.SIZE - BITS);
        return id == 0 ? 1 : id;
    }
}
