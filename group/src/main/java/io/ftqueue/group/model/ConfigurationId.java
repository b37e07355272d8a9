package io.ftqueue.group.model;

/**
 * Names a regular configuration, and before that the proposal it grew from. Unique for ever: the representative never
 * uses an epoch twice within one incarnation, and no two incarnations are equal (EVS: configuration identifiers).
 *
 * @param epoch higher than that of every configuration any of its members was in before
 * @param representative the member that proposed it
 */
public record ConfigurationId(long epoch, MemberId representative) implements Comparable<ConfigurationId> {

    /** The identifier of no configuration: that of a member which has not installed one yet. */
    public static final ConfigurationId NONE = new ConfigurationId(0, MemberId.NONE);

    /** Whether this is {@link #NONE}. */
    public boolean isNone() {
        return epoch == 0;
    }

    @Override
    public int compareTo(ConfigurationId other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : representative.compareTo(other.representative);
    }

    // Written out: what a record generates is slow until it has been compiled, and this is asked for in hot loops.
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof ConfigurationId that
                        && epoch == that.epoch
                        && representative.equals(that.representative));
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(epoch) + representative.hashCode();
    }

    @Override
    public String toString() {
        return isNone() ? "none" : epoch + "@" + representative;
    }
}
