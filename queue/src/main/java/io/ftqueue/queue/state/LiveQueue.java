package io.ftqueue.queue.state;

import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.codec.Hashing;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.ItemDeque;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.LeaseImage;
import io.ftqueue.queue.image.QueueImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** What was delivered under leases; null until something is. */
    private @Nullable Deliveries deliveries;

    /** How many items were pushed here and how many popped, since this server has the queue: for people. */
    long pushed;

    long popped;

    /** How many were taken out since then, for good or under a lease: for those that wait. */
    long taken;

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
        hide(image.leases());
    }

    /** What is out is kept apart from the items that can be had. */
    private void hide(List<LeaseImage> leases) {
        if (leases.isEmpty()) {
            return;
        }
        var byIdentity = new LinkedHashMap<RequestKey, List<LeaseImage>>();
        leases.forEach(lease -> byIdentity
                .computeIfAbsent(lease.item(), item -> new ArrayList<>(1))
                .add(lease));
        var all = new Deliveries();
        List<Item> leased = items.removeAll(item -> leaseOf(item, byIdentity) != null, leases.size());
        var back = new ArrayList<Item>();
        for (Item item : leased) {
            LeaseImage lease = Objects.requireNonNull(leaseOf(item, byIdentity));
            all.add(new Delivery(this, item, lease));
            if (!lease.out()) {
                back.add(item);
            }
        }
        items.insertAll(back);
        deliveries = all;
    }

    private static @Nullable LeaseImage leaseOf(Item item, Map<RequestKey, List<LeaseImage>> byIdentity) {
        for (LeaseImage lease : byIdentity.getOrDefault(item.identity(), List.of())) {
            if (lease.itemMicros() == item.timestampMicros()) {
                return lease;
            }
        }
        return null;
    }

    private LiveQueue(Label label, List<QueueHandle> handles, Key removedUpTo, ItemDeque items) {
        this.label = label;
        this.handles = handles;
        this.removedUpTo = removedUpTo;
        this.items = items;
        var image = new QueueImage(
                label, handles.stream().map(QueueHandle::toImage).toList(), removedUpTo, items, List.of());
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

    /** How many items can be had. */
    int size() {
        return items.size();
    }

    /** How many items are out under a lease, or kept back after one. */
    int leased() {
        return deliveries == null ? 0 : deliveries.out();
    }

    /** The items that can be had, first to last, but for so many. */
    Iterator<Item> itemsAfter(int skip) {
        return items.from(skip);
    }

    /** Its share in the hash of the state. */
    long stateHash() {
        return deliveries == null
                ? Hashing.then(headHash, items.hash())
                : Hashing.then(headHash, items.hash() + deliveries.outHash()) + deliveries.hash();
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
        popped++;
        taken++;
        Delivery earlier = deliveries == null ? null : deliveries.find(item);
        if (deliveries != null && earlier != null) {
            deliveries.remove(earlier);
        }
        noteRemoved(item, position.timestampMicros());
        return item;
    }

    private void noteRemoved(Item item, long slotMicros) {
        if (item.otherPlaces() != null) {
            // Somebody may have it under a later key.
            removedUpTo = Key.max(removedUpTo, Key.endOf(slotMicros));
        } else if (lastPopped == null || lastPopped.compareTo(item) < 0) {
            lastPopped = item;
        }
    }

    /** All that was delivered under a lease and not acknowledged. */
    List<Delivery> deliveries() {
        return deliveries == null ? List.of() : deliveries.all();
    }

    /** The delivery with that receipt, or null. */
    @Nullable
    Delivery delivery(long receipt) {
        return deliveries == null ? null : deliveries.find(receipt);
    }

    /** Takes the first item to deliver it, which is to be kept by {@link #keep}; null if there is none. */
    @Nullable
    Delivery deliver() {
        Item item = items.poll();
        if (item == null) {
            return null;
        }
        taken++;
        Delivery earlier = deliveries == null ? null : deliveries.find(item);
        if (earlier == null) {
            return new Delivery(this, item);
        }
        change(earlier);
        return earlier;
    }

    /** Lets go of a delivery to change it; {@link #keep} is to follow. */
    void change(Delivery delivery) {
        if (deliveries != null) {
            deliveries.remove(delivery);
        }
    }

    /** Keeps a delivery as it is now. */
    void keep(Delivery delivery) {
        Deliveries all = deliveries == null ? new Deliveries() : deliveries;
        deliveries = all;
        all.add(delivery);
    }

    /** An item that is out is gone for good, since a slot of that time. */
    void dismiss(Delivery delivery, long slotMicros) {
        change(delivery);
        popped++;
        noteRemoved(delivery.item, slotMicros);
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

    /** What is known of the item's deliveries, or null. */
    @Nullable
    Delivery deliveryOf(Item item) {
        return deliveries == null ? null : deliveries.find(item);
    }

    /** Removes an item in a slot of that time, which may be out; false if it is not there. */
    boolean withdraw(Item item, long nowMicros) {
        Delivery delivery = deliveryOf(item);
        boolean removed = (delivery != null && delivery.out) || items.remove(item);
        if (delivery != null) {
            change(delivery);
        }
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
        pushed++;
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
        if (deliveries == null) {
            return new QueueImage(label, images, removed, items.copy(), List.of());
        }
        ItemDeque all = deliveries.out() == 0 ? items.copy() : items.copyWith(deliveries.itemsOut());
        return new QueueImage(label, images, removed, all, deliveries.toImages());
    }
}
