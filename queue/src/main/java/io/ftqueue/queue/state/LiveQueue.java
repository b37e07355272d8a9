package io.ftqueue.queue.state;

import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.codec.Hashing;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.QueueImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A queue: its ids and its items. */
final class LiveQueue {

    private final Label label;

    /** By creation ascending; at least one. */
    private final List<QueueHandle> handles;

    private final ArrayDeque<Item> items;
    private final long headHash;
    private final long id;

    /** Invariant: the sum of the content hashes of all items. */
    private long itemsHash;

    /** A new queue, which the operation at that place has created. */
    LiveQueue(Label label, QueueHandle handle) {
        this(label, new ArrayList<>(List.of(handle)), new ArrayDeque<>());
    }

    LiveQueue(QueueImage image) {
        this(
                image.label(),
                new ArrayList<>(image.handles().stream().map(QueueHandle::new).toList()),
                new ArrayDeque<>(image.items()));
        for (Item item : image.items()) {
            itemsHash += item.contentHash();
        }
    }

    private LiveQueue(Label label, List<QueueHandle> handles, ArrayDeque<Item> items) {
        this.label = label;
        this.handles = handles;
        this.items = items;
        long lowest = Long.MAX_VALUE;
        long hash = label.longHash();
        for (QueueHandle handle : handles) {
            lowest = Math.min(lowest, handle.id);
            hash = Hashing.then(hash, handle.id);
            hash = Hashing.then(hash, handle.created.timestampMicros());
        }
        id = lowest;
        headHash = hash;
    }

    Label label() {
        return label;
    }

    /** The lowest id that names it. */
    long id() {
        return id;
    }

    List<QueueHandle> handles() {
        return handles;
    }

    int size() {
        return items.size();
    }

    /** Its share in the hash of the state. */
    long stateHash() {
        return Hashing.then(headHash, itemsHash);
    }

    @Nullable
    Item top() {
        return items.peekFirst();
    }

    @Nullable
    Item pop() {
        var item = items.pollFirst();
        if (item != null) {
            itemsHash -= item.contentHash();
        }
        return item;
    }

    void push(Item item) {
        items.addLast(item);
        itemsHash += item.contentHash();
    }

    /** Notes that it was pushed to or created through that id. */
    void touch(long throughId, Position position) {
        for (QueueHandle handle : handles) {
            if (handle.id == throughId) {
                handle.touch(position);
                return;
            }
        }
    }

    QueueImage toImage() {
        return new QueueImage(label, handles.stream().map(QueueHandle::toImage).toList(), new ArrayList<>(items));
    }
}
