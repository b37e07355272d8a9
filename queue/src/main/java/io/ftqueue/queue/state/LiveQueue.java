package io.ftqueue.queue.state;

import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.codec.Hashing;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.ItemDeque;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.QueueImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A queue: its ids and its items. */
final class LiveQueue {

    private final Label label;

    /** By creation ascending; at least one. */
    private final List<QueueHandle> handles;

    private final ItemDeque items;

    /** Items that are going back. */
    private final List<Item> returning = new ArrayList<>(0);

    /** With the key of {@link #lastPopped} it says up to where items were removed. */
    private Key removedUpTo;

    /** Of the items that were popped the one with the highest key; its key is only made when it is asked for. */
    private @Nullable Item lastPopped;

    /** The how manieth destroy it was that removed the queue; 0 as long as it is there. */
    private long destroyedBy;

    private final long headHash;
    private final long id;

    /** A new queue, which the operation at that place has created. */
    LiveQueue(Label label, QueueHandle handle) {
        this(label, new ArrayList<>(List.of(handle)), handle.created, new ItemDeque());
    }

    /** The queue of an image, whose items it takes over. */
    LiveQueue(QueueImage image) {
        this(
                image.label(),
                new ArrayList<>(image.handles().stream().map(QueueHandle::new).toList()),
                image.removedUpTo(),
                image.items());
    }

    private LiveQueue(Label label, List<QueueHandle> handles, Key removedUpTo, ItemDeque items) {
        this.label = label;
        this.handles = handles;
        this.removedUpTo = removedUpTo;
        this.items = items;
        var image =
                new QueueImage(label, handles.stream().map(QueueHandle::toImage).toList(), removedUpTo, items);
        id = image.id();
        headHash = QueueImage.headHash(label, image.handles());
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
    Item pop(Position position) {
        Item item = items.poll();
        if (item == null) {
            return null;
        }
        if (item.otherPlaces() != null) {
            // Somebody may have it under a later key.
            removedUpTo = Key.max(removedUpTo, Key.endOf(position.timestampMicros()));
        } else if (lastPopped == null || lastPopped.compareTo(item) < 0) {
            lastPopped = item;
        }
        return item;
    }

    /** Takes a popped item back, to its place; with others, when {@link #takeBack} is called. */
    void giveBack(Item item) {
        returning.add(item);
    }

    /** Puts what was given back to its places. */
    void takeBack() {
        returning.sort(Comparator.naturalOrder());
        items.insertAll(returning);
        returning.clear();
    }

    /** Removes an item in a slot of that time; false if it is not there. */
    boolean withdraw(Item item, long nowMicros) {
        boolean removed = items.remove(item);
        if (removed) {
            removedUpTo = Key.max(removedUpTo, Key.endOf(nowMicros));
        }
        return removed;
    }

    /** Notes which destroy has removed the queue. */
    void destroyed(long by) {
        destroyedBy = by;
    }

    /** Whether the queue was there after so many destroys. */
    boolean isThereAfter(long destroys) {
        return destroyedBy == 0 || destroyedBy > destroys;
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
        Key removed = lastPopped == null ? removedUpTo : Key.max(removedUpTo, lastPopped.key());
        return new QueueImage(label, images, removed, items.copy());
    }
}
