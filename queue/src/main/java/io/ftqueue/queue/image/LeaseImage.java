package io.ftqueue.queue.image;

import io.ftqueue.queue.codec.Hashing;
import io.ftqueue.queue.codec.RequestKey;
import java.util.List;

/**
 * What is known of the deliveries of an item that was taken under a lease and not acknowledged. The item itself is
 * among those of its queue, at its place.
 *
 * @param item the identity of the item
 * @param itemMicros the time of its place; it tells apart what was brought by one request that was executed twice,
 *     because it came again when it was forgotten
 * @param receipt names the delivery that is going on, at least 1; 0 if it cannot be acknowledged any more
 * @param deliveries how often the item has been delivered, at least 1
 * @param out whether the item is hidden; if not, the next one that asks gets it
 * @param endsMicros when it will not be hidden any more, by the clients' clock; 0 if it is not now
 * @param maxDeliveries how often it may be delivered, 0 for as often as it takes
 * @param deadLetterId the queue it goes to after that
 */
public record LeaseImage(
        RequestKey item,
        long itemMicros,
        long receipt,
        int deliveries,
        boolean out,
        long endsMicros,
        int maxDeliveries,
        long deadLetterId) {

    private static final long SEED = 0x510e527fade682d1L;

    /** Its share in the hash of the state. */
    public long stateHash() {
        long hash = Hashing.then(SEED, item.high());
        hash = Hashing.then(hash, item.low());
        hash = Hashing.then(hash, itemMicros);
        hash = Hashing.then(hash, receipt);
        hash = Hashing.then(hash, (long) deliveries << 1 | (out ? 1 : 0));
        hash = Hashing.then(hash, endsMicros);
        hash = Hashing.then(hash, maxDeliveries);
        return Hashing.then(hash, deadLetterId);
    }

    /** The same by a clock that shows so much more. */
    public LeaseImage later(long micros) {
        long ends = out ? endsMicros + micros : endsMicros;
        return new LeaseImage(item, itemMicros, receipt, deliveries, out, ends, maxDeliveries, deadLetterId);
    }

    /** Whether it is that item, or was in one of the components that have it. */
    public boolean isOf(Item of) {
        if (of.idHigh() != item.high() || of.idLow() != item.low()) {
            return false;
        }
        List<Key> others = of.otherPlaces();
        return of.timestampMicros() == itemMicros
                || (others != null && others.stream().anyMatch(place -> place.timestampMicros() == itemMicros));
    }

    /** The same of an item that is now at another place. */
    public LeaseImage at(long micros) {
        return new LeaseImage(item, micros, receipt, deliveries, out, endsMicros, maxDeliveries, deadLetterId);
    }

    /**
     * What two components know of the item, as one: the lease that lasts longer counts, so that a consumer that has the
     * item on either side is given its time; the other one's is over.
     */
    public LeaseImage join(LeaseImage other) {
        LeaseImage counts = compareTo(other) >= 0 ? this : other;
        int most = Math.max(deliveries, other.deliveries);
        return new LeaseImage(
                item,
                itemMicros,
                counts.receipt,
                most,
                counts.out,
                counts.endsMicros,
                counts.maxDeliveries,
                counts.deadLetterId);
    }

    private int compareTo(LeaseImage other) {
        int order = Boolean.compare(out, other.out);
        order = order != 0 ? order : Long.compare(endsMicros, other.endsMicros);
        order = order != 0 ? order : Long.compare(receipt, other.receipt);
        order = order != 0 ? order : Integer.compare(maxDeliveries, other.maxDeliveries);
        return order != 0 ? order : Long.compare(deadLetterId, other.deadLetterId);
    }
}
