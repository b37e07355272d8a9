package io.ftqueue.queue.image;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Dot;
import io.ftqueue.group.model.MemberId;

/**
 * The place at which an operation was executed; no two operations in any component have the same. Keys of one component
 * ascend in the order of execution, and keys of different components interleave by time.
 *
 * @param timestampMicros the slot's hybrid time, microseconds since 1970
 * @param configuration the configuration that ordered the slot
 * @param slot the slot
 * @param index the payload's place in the slot, from 0
 * @param operation the operation's place in the payload, from 0
 */
public record Key(long timestampMicros, ConfigurationId configuration, long slot, int index, int operation)
        implements Comparable<Key> {

    private static final ConfigurationId LAST =
            new ConfigurationId(Long.MAX_VALUE, new MemberId(Long.MAX_VALUE, Long.MAX_VALUE));

    /** The highest place of that time. */
    public static Key endOf(long timestampMicros) {
        return new Key(timestampMicros, LAST, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** The higher of two. */
    public static Key max(Key left, Key right) {
        return left.compareTo(right) >= 0 ? left : right;
    }

    @Override
    public int compareTo(Key other) {
        int order = Long.compare(timestampMicros, other.timestampMicros);
        order = order != 0 ? order : configuration.compareTo(other.configuration);
        order = order != 0 ? order : Long.compare(slot, other.slot);
        order = order != 0 ? order : Integer.compare(index, other.index);
        return order != 0 ? order : Integer.compare(operation, other.operation);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(timestampMicros) + Long.hashCode(slot);
    }

    /** The slot of this place. */
    public Dot dot() {
        return new Dot(configuration, slot);
    }
}
