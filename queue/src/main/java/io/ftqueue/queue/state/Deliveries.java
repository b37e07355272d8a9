package io.ftqueue.queue.state;

import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.LeaseImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items of a queue that were delivered under a lease and not acknowledged: those that are out, and those back. */
final class Deliveries {

    /** By identity and place: a request that came again when it was forgotten has brought two items. */
    private final Map<Item, Delivery> byItem = new LinkedHashMap<>();

    /** Those that can be acknowledged. */
    private final LongTable<Delivery> byReceipt = new LongTable<>();

    private int out;

    /** Invariant: the sum of the content hashes of the items that are out. */
    private long outHash;

    /** Invariant: the sum of the hashes of all. */
    private long hash;

    /** How many items are out. */
    int out() {
        return out;
    }

    /** The share of the items that are out in the hash of the queue's items. */
    long outHash() {
        return outHash;
    }

    /** The share of what is known of deliveries in the hash of the state. */
    long hash() {
        return hash;
    }

    /** The delivery with that receipt, or null. */
    @Nullable
    Delivery find(long receipt) {
        return byReceipt.get(receipt);
    }

    /** What is known of the item, or null. */
    @Nullable
    Delivery find(Item item) {
        return byItem.get(item);
    }

    /** Adds one, or what has become of it since {@link #remove}. */
    void add(Delivery delivery) {
        byItem.put(delivery.item, delivery);
        if (delivery.receipt != 0) {
            byReceipt.put(delivery.receipt, delivery);
        }
        if (delivery.out) {
            out++;
            outHash += delivery.item.contentHash();
        }
        hash += delivery.toImage().stateHash();
    }

    /** Removes one, also to change it. */
    void remove(Delivery delivery) {
        byItem.remove(delivery.item);
        if (delivery.receipt != 0) {
            byReceipt.remove(delivery.receipt);
        }
        if (delivery.out) {
            out--;
            outHash -= delivery.item.contentHash();
        }
        hash -= delivery.toImage().stateHash();
    }

    /** All of them. */
    List<Delivery> all() {
        return new ArrayList<>(byItem.values());
    }

    /** The items that are out, by key ascending. */
    List<Item> itemsOut() {
        var items = new ArrayList<Item>(out);
        for (Delivery delivery : byItem.values()) {
            if (delivery.out) {
                items.add(delivery.item);
            }
        }
        items.sort(Comparator.naturalOrder());
        return items;
    }

    List<LeaseImage> toImages() {
        var images = new ArrayList<LeaseImage>(byItem.size());
        byItem.values().forEach(delivery -> images.add(delivery.toImage()));
        return images;
    }
}
