package io.ftqueue.queue.image;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.queue.codec.Hashing;
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
 * @param otherDots where else the push was executed, ascending; null if nowhere
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
        @Nullable List<Dot> otherDots)
        implements Comparable<Item> {

    private static final long VALUE_SEED = 0x6a09e667f3bcc909L;

    /** Whether both were brought by the same push. */
    public boolean sameIdentity(Item other) {
        return idHigh == other.idHigh && idLow == other.idLow;
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
        var dots = new TreeSet<Dot>();
        addDots(dots);
        same.addDots(dots);
        dots.remove(new Dot(first.configuration, first.slot));
        return new Item(
                first.idHigh,
                first.idLow,
                first.timestampMicros,
                first.configuration,
                first.slot,
                first.index,
                first.operation,
                first.value,
                dots.isEmpty() ? null : List.copyOf(dots));
    }

    private boolean equalPlaces(Item same) {
        return compareTo(same) == 0 && Objects.equals(otherDots, same.otherDots);
    }

    private void addDots(TreeSet<Dot> dots) {
        dots.add(new Dot(configuration, slot));
        if (otherDots != null) {
            dots.addAll(otherDots);
        }
    }

    /** A hash of everything but {@code otherDots}. */
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
