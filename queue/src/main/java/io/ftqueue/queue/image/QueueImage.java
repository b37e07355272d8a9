package io.ftqueue.queue.image;

import io.ftqueue.group.model.Dot;
import io.ftqueue.queue.codec.Hashing;
import java.util.List;

/**
 * A queue. Several creations of one label in several components are one queue with several handles.
 *
 * @param label its label
 * @param handles the ids that name it, by creation ascending; at least one
 * @param removedUpTo no item with a higher key was ever removed from the queue; so of the items that somebody else has
 *     and this state has known, those above are still there and need not be told
 * @param items its items, first to last; their keys ascend. An image that was told against what somebody has executed
 *     leaves out those above {@code removedUpTo} that he has executed the push of
 * @param untoldCount how many items were left out
 * @param untoldHash the sum of the content hashes of these
 * @param leases what is known of items that were delivered under a lease; they are among the items, or left out
 */
public record QueueImage(
        Label label,
        List<Handle> handles,
        Key removedUpTo,
        ItemDeque items,
        long untoldCount,
        long untoldHash,
        List<LeaseImage> leases) {

    /** One of which all items are told. */
    public QueueImage(Label label, List<Handle> handles, Key removedUpTo, ItemDeque items, List<LeaseImage> leases) {
        this(label, handles, removedUpTo, items, 0, 0, leases);
    }

    /** The same, with that many items left out. */
    QueueImage leavingOut(long count, long hash) {
        return new QueueImage(label, handles, removedUpTo, items, count, hash, leases);
    }

    /**
     * Its share in the hash of the state.
     *
     * @param itemsHash the sum of the content hashes of all its items
     */
    public long stateHash(long itemsHash) {
        long hash = Hashing.then(headHash(label, handles), itemsHash);
        for (LeaseImage lease : leases) {
            hash += lease.stateHash();
        }
        return hash;
    }

    /** A hash of the label and the handles. */
    public static long headHash(Label label, List<Handle> handles) {
        long hash = label.longHash();
        for (Handle handle : handles) {
            hash = Hashing.then(hash, handle.id);
            hash = Hashing.then(hash, handle.created.timestampMicros());
        }
        return hash;
    }

    /** The lowest id that names it. */
    public long id() {
        long lowest = Long.MAX_VALUE;
        for (Handle handle : handles) {
            lowest = Math.min(lowest, handle.id);
        }
        return lowest;
    }

    /**
     * An id that names a queue.
     *
     * @param created where the queue was created under that id
     * @param id the id, at least 1
     * @param touches the last push or creation through this id in every component that has not seen another's,
     *     ascending; at least one. The handle lives as long as one of them has not been seen by a destroy
     */
    public record Handle(Key created, long id, List<Dot> touches) {}
}
