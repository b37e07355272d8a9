package io.ftqueue.queue.state;

import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.codec.Hashing;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.ItemDeque;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.QueueImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A queue: its ids and its items. */
final class LiveQueue {

    private final Label label;

    /** By creation ascending; at least one. */
    private final List<QueueHandle> handles;

    private final ItemDeque items;
    private final long headHash;
    private final long id;

    /** A new queue, which the operation at that place has created. */
    LiveQueue(Label label, QueueHandle handle) {
        this(label, new ArrayList<>(List.of(handle)), new ItemDeque());
    }

    /** The queue of an image, whose items it takes over. */
    LiveQueue(QueueImage image) {
        this(
                image.label(),
                new ArrayList<>(image.handles().stream().map(QueueHandle::new).toList()),
                image.items());
    }

    private LiveQueue(Label label, List<QueueHandle> handles, ItemDeque items) {
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
        return Hashing.then(headHash, items.hash());
    }

    @Nullable
    Item top() {
        return items.peek();
    }

    @Nullable
    Item pop() {
        return items.poll();
    }

    void push(Item item) {
        items.add(item);
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

    /** The queue as it is now; what changes later does not show in it. */
    QueueImage toImage() {
        var images = new ArrayList<QueueImage.Handle>(handles.size());
        for (QueueHandle handle : handles) {
            images.add(handle.toImage());
        }
        return new QueueImage(label, images, items.copy());
    }
}
