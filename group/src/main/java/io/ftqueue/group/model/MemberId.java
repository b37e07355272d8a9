package io.ftqueue.group.model;

/**
 * One life of one server. A server that restarts keeps its {@code server} number and gets a higher {@code incarnation};
 * to the protocol it is a new member, and frames of a lower incarnation are those of a ghost.
 *
 * @param server the number that tells servers apart; its meaning belongs to the driver
 * @param incarnation grows with every start of that server
 */
public record MemberId(long server, long incarnation) implements Comparable<MemberId> {

    /** Stands where there is no member; lower than every real one. */
    public static final MemberId NONE = new MemberId(0, 0);

    @Override
    public int compareTo(MemberId other) {
        int byServer = Long.compare(server, other.server);
        return byServer != 0 ? byServer : Long.compare(incarnation, other.incarnation);
    }

    // Written out: what a record generates is slow until it has been compiled, and this is asked for in hot loops.
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof MemberId that && server == that.server && incarnation == that.incarnation);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(server) + Long.hashCode(incarnation);
    }

    @Override
    public String toString() {
        return Long.toHexString(server) + "." + Long.toHexString(incarnation);
    }
}
