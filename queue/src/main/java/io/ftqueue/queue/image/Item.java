package io.ftqueue.queue.image;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.queue.codec.Hashing;
import io.ftqueue.queue.codec.RequestKey;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An item in a queue. Its identity is the push that brought it; a push that was executed in several components is one
 * item with the key of its first execution. The key is spread over fields to spare an object for each item.
 *
 * @param idHigh the id of the client that pushed it, or the first half of the key of its text request
 * @param idLow the number of the push, or the second half of the key
 * @param timestampMicros see {@link Key}
 * @param configuration see {@link Key}
 * @param slot see {@link Key}
 * @param index see {@link Key}
 * @param operation see {@link Key}
 * @param value what the client pushed; not to be changed
 * @param otherPlaces where else the push was executed, ascending; null if nowhere
 */
public record Item(
        long idHigh,
        long idLow,
        long timestampMicros,
        ConfigurationId configuration,
        long slot,
        int index,
        int operation,
        byte[] value,
        @Nullable List<Key> otherPlaces)
        implements Comparable<Item> {

    private static final long VALUE_SEED = 0x6a09e667f3bcc909L;
    private static final long MOVED_HIGH_SEED = 0x9b05688c2b3e6c1fL;
    private static final long MOVED_LOW_SEED = 0x1f83d9abfb41bd6bL;

    /** Whether both were brought by the same push. */
    public boolean sameIdentity(Item other) {
        return idHigh == other.idHigh && idLow == other.idLow;
    }

    /** The push that brought it. */
    public RequestKey identity() {
        return new RequestKey(idHigh, idLow);
    }

    /** Its place in the queue. */
    public Key key() {
        return new Key(timestampMicros, configuration, slot, index, operation);
    }

    /** Compares its place with another. */
    public int compareTo(Key key) {
        int order = Long.compare(timestampMicros, key.timestampMicros());
        order = order != 0 ? order : configuration.compareTo(key.configuration());
        order = order != 0 ? order : Long.compare(slot, key.slot());
        order = order != 0 ? order : Integer.compare(index, key.index());
        return order != 0 ? order : Integer.compare(operation, key.operation());
    }

    /** A hash of the push that brought it. */
    public int identityHash() {
        return (int) Hashing.mix(idHigh ^ Hashing.mix(idLow));
    }

    /** This and the same item of another component, as one. */
    public Item join(Item same) {
        boolean mineIsFirst = compareTo(same) <= 0;
        Item first = mineIsFirst ? this : same;
        if (equalPlaces(same)) {
            return first;
        }
        var places = new TreeSet<Key>();
        addPlaces(places);
        same.addPlaces(places);
        places.remove(first.key());
        return first.withOtherPlaces(places.isEmpty() ? null : List.copyOf(places));
    }

    /** The same item at one of its other places, as a component had it that executed the push there only. */
    public Item at(Key place) {
        return new Item(
                idHigh,
                idLow,
                place.timestampMicros(),
                place.configuration(),
                place.slot(),
                place.index(),
                place.operation(),
                value,
                null);
    }

    /**
     * The item in another queue, to which it was moved at that place. It gets another identity, which is the same in
     * every component that moves it: by its own one, a component that has executed its push would seem to know the
     * moved one, too, and to have removed it.
     */
    public Item movedTo(Key place) {
        long high = Hashing.then(Hashing.then(MOVED_HIGH_SEED, idHigh), idLow);
        return new Item(
                high,
                Hashing.then(MOVED_LOW_SEED, high),
                place.timestampMicros(),
                place.configuration(),
                place.slot(),
                place.index(),
                place.operation(),
                value,
                null);
    }

    /** Whether it came by {@link #movedTo}, and not by a push. */
    public boolean isMoved() {
        return idLow == Hashing.then(MOVED_LOW_SEED, idHigh);
    }

    private Item withOtherPlaces(@Nullable List<Key> others) {
        return new Item(idHigh, idLow, timestampMicros, configuration, slot, index, operation, value, others);
    }

    private boolean equalPlaces(Item same) {
        return compareTo(same) == 0 && Objects.equals(otherPlaces, same.otherPlaces);
    }

    private void addPlaces(TreeSet<Key> places) {
        places.add(key());
        if (otherPlaces != null) {
            places.addAll(otherPlaces);
        }
    }

    /** A hash of everything but {@code otherPlaces}. */
    public long contentHash() {
        long hash = Hashing.hash(value, VALUE_SEED);
        hash = Hashing.then(hash, idHigh);
        hash = Hashing.then(hash, idLow);
        hash = Hashing.then(hash, timestampMicros);
        hash = Hashing.then(hash, slot);
        return Hashing.then(hash, (long) index << 32 | operation);
    }

    /** By key. */
    @Override
    public int compareTo(Item other) {
        int order = Long.compare(timestampMicros, other.timestampMicros);
        order = order != 0 ? order : configuration.compareTo(other.configuration);
        order = order != 0 ? order : Long.compare(slot, other.slot);
        order = order != 0 ? order : Integer.compare(index, other.index);
        return order != 0 ? order : Integer.compare(operation, other.operation);
    }

    /** By identity and key: there is one value to a push. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Item that && sameIdentity(that) && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return identityHash();
    }
}
