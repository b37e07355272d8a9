package io.ftqueue.group.model;

/**
 * The slot in which something happened. A state that has executed the slot knows of it, and of everything else in that
 * slot: slots are executed whole.
 *
 * @param configuration the configuration that ordered the slot
 * @param slot the slot
 */
public record Dot(ConfigurationId configuration, long slot) implements Comparable<Dot> {

    @Override
    public int compareTo(Dot other) {
        int byConfiguration = configuration.compareTo(other.configuration);
        return byConfiguration != 0 ? byConfiguration : Long.compare(slot, other.slot);
    }

    @Override
    public String toString() {
        return configuration + "/" + slot;
    }
}
