package io.ftqueue.queue.state;

import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.LeaseImage;

/** An item of a queue that was delivered under a lease and not acknowledged; see {@link LeaseImage} for its fields. */
final class Delivery implements Comparable<Delivery> {

    final LiveQueue queue;
    final Item item;
    int deliveries;
    boolean out;
    long receipt;
    long endsMicros;
    int maxDeliveries;
    long deadLetterId;

    /** Of an item that is delivered for the first time. */
    Delivery(LiveQueue queue, Item item) {
        this.queue = queue;
        this.item = item;
    }

    /** As an image has it. */
    Delivery(LiveQueue queue, Item item, LeaseImage image) {
        this(queue, item);
        deliveries = image.deliveries();
        out = image.out();
        receipt = image.receipt();
        endsMicros = image.endsMicros();
        maxDeliveries = image.maxDeliveries();
        deadLetterId = image.deadLetterId();
    }

    LeaseImage toImage() {
        return new LeaseImage(
                item.identity(),
                item.timestampMicros(),
                receipt,
                deliveries,
                out,
                endsMicros,
                maxDeliveries,
                deadLetterId);
    }

    /** Whether this delivery, when it ends without an acknowledgement, is the last one in this queue. */
    boolean isLast() {
        return maxDeliveries > 0 && deliveries >= maxDeliveries;
    }

    /** By when they end. */
    @Override
    public int compareTo(Delivery other) {
        int order = Long.compare(endsMicros, other.endsMicros);
        order = order != 0 ? order : item.compareTo(other.item);
        order = order != 0 ? order : queue.label().compareTo(other.queue.label());
        order = order != 0 ? order : Long.compare(item.idHigh(), other.item.idHigh());
        return order != 0 ? order : Long.compare(item.idLow(), other.item.idLow());
    }

    /** Each is itself alone. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return item.identityHash();
    }
}
