package io.ftqueue.queue.image;

import io.ftqueue.group.model.ConfigurationId;

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

    @Override
    public int compareTo(Key other) {
        int order = Long.compare(timestampMicros, other.timestampMicros);
        order = order != 0 ? order : configuration.compareTo(other.configuration);
        order = order != 0 ? order : Long.compare(slot, other.slot);
        order = order != 0 ? order : Integer.compare(index, other.index);
        return order != 0 ? order : Integer.compare(operation, other.operation);
    }

    /** The slot of this place. */
    public Dot dot() {
        return new Dot(configuration, slot);
    }
}
