package io.ftqueue.queue.replica;

import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lets a replica behave as if the network were split: it does not hear servers of another side. Everything that follows
 * is the group's own doing; a configuration of the own side, and after the healing one of all.
 *
 * <p>A split by a text client is an entry of the total order, so all members of the configuration begin it at the same
 * place: odd places against even ones. It heals when enough text requests have been executed after it, at the latest
 * after {@link #LONGEST_NANOS}, and before that when the other side is seen to hear this one again: one side may have
 * missed a request that the other has counted. It never heals before it has split the group: otherwise a member that is
 * a few slots ahead would be through with it before the others begin. What a person has split, a person heals.
 *
 * <p>All sides hear a request that a text client sends to the group, and all execute it, so only the side of the lowest
 * server answers; the others are <em>silent</em>. A side stays silent beyond the healing, until its state has been
 * joined with that of the answering side: until then both execute what comes. A silent side answers nevertheless while
 * nothing is heard from the answering one: then there is nobody else to do it.
 */
final class SimulatedPartition {

    /** How long a text client's split lasts at most. */
    static final long LONGEST_NANOS = 60_000_000_000L;

    /** A side that has not been heard for that long is not there: two seconds, several times what suspicion takes. */
    static final long GONE_NANOS = 2_000_000_000L;

    /** The side of a server that was named nowhere. */
    private static final int UNNAMED = -1;

    private final MemberId self;
    private final int healAfter;

    /** The present split, or one that is healed and not yet joined; null if there is none. */
    private @Nullable Split split;

    private long changes;

    /**
     * No partition.
     *
     * @param healAfter how many text requests are executed in a text client's split before the one that heals it; 0 if
     *     text clients cannot split the group
     */
    SimulatedPartition(MemberId self, int healAfter) {
        this.self = self;
        this.healAfter = healAfter;
    }

    /** A split as this member sees it. */
    private static final class Split {

        private final TreeMap<Long, Integer> sides;

        /** The side of servers that are not in {@link #sides}. */
        private final int otherwise;

        private final int own;

        /** The side of the lowest server. */
        private final int answering;

        /** Whether it is one of a text client. */
        private final boolean ordered;

        private final long sinceNanos;
        private long answeringHeardNanos;

        /** How many text requests may be executed before the one that heals. */
        private int textsLeft;

        /** Whether this member has been in a configuration without the other sides since. */
        private boolean apart;

        private boolean healDue;
        private boolean healed;

        /** Members of other sides that have said that they do not hear this one, and in which heartbeat first. */
        private final TreeMap<MemberId, Long> deaf = new TreeMap<>();

        private Split(TreeMap<Long, Integer> sides, int otherwise, long self, boolean ordered, long nowNanos) {
            this.sides = sides;
            this.otherwise = otherwise;
            this.own = sides.getOrDefault(self, otherwise);
            this.answering = side(Math.min(self, sides.firstKey()));
            this.ordered = ordered;
            this.sinceNanos = nowNanos;
            this.answeringHeardNanos = nowNanos;
        }

        private int side(long server) {
            return sides.getOrDefault(server, otherwise);
        }

        private boolean isOther(MemberId member) {
            return side(member.server()) != own;
        }

        private boolean isSilent() {
            return own != answering;
        }

        private boolean hasOthers(Configuration configuration) {
            return configuration.members().stream().anyMatch(this::isOther);
        }

        /** Whether those of a configuration need nobody outside of it to answer for them. */
        private boolean hasAnswering(Configuration configuration) {
            return configuration.members().stream().anyMatch(member -> side(member.server()) == answering);
        }
    }

    /** Whether text clients can split the group. */
    boolean takesWishes() {
        return healAfter > 0;
    }

    /** A text client's wish was executed in that configuration. */
    void onWish(long nowNanos, Configuration configuration) {
        boolean already = split != null && !split.healed;
        if (healAfter == 0 || configuration.size() == 1 || already) {
            return;
        }
        var sides = new TreeMap<Long, Integer>();
        for (int i = 0; i < configuration.size(); i++) {
            sides.put(configuration.member(i).server(), i % 2);
        }
        // A server that starts meanwhile is on nobody's other side: it joins those that hear it.
        int own = configuration.indexOf(self) % 2;
        var begun = new Split(sides, own, self.server(), true, nowNanos);
        begun.textsLeft = healAfter;
        split = begun;
        changes++;
    }

    /**
     * A person splits the servers. The same split again changes nothing.
     *
     * @param sets which servers go together; those that are in none form one more
     */
    void onControl(long nowNanos, List<List<Long>> sets) {
        var sides = new TreeMap<Long, Integer>();
        for (int side = 0; side < sets.size(); side++) {
            for (long server : sets.get(side)) {
                sides.put(server, side);
            }
        }
        var present = split;
        boolean same = present != null && !present.ordered && !present.healed && present.sides.equals(sides);
        if (!same && !sides.isEmpty()) {
            split = new Split(sides, UNNAMED, self.server(), false, nowNanos);
            changes++;
        }
    }

    /** Hears everybody again. */
    void heal() {
        var present = split;
        if (present != null) {
            present.healed = true;
            changes++;
            if (!present.apart) {
                // Nothing has come apart, so nothing is to be joined.
                split = null;
            }
        }
    }

    /** Whether a frame is not to be heard. Looks at it all the same. */
    boolean drops(long nowNanos, Frame frame) {
        var present = split;
        if (present == null || !present.isOther(frame.sender())) {
            return false;
        }
        if (present.side(frame.sender().server()) == present.answering) {
            present.answeringHeardNanos = nowNanos;
        }
        if (!present.healed && present.ordered && frame.message() instanceof Heartbeat heartbeat) {
            Long deafAt = present.deaf.get(frame.sender());
            if (!heartbeat.heard().contains(self)) {
                present.deaf.putIfAbsent(frame.sender(), heartbeat.number());
            } else if (deafAt != null && heartbeat.number() > deafAt) {
                healWhenApart(present);
            }
        }
        return !present.healed;
    }

    /** A text request was executed for the first time. */
    void onText() {
        var present = split;
        if (present == null || !present.ordered || present.healed) {
            return;
        }
        if (present.textsLeft > 0) {
            present.textsLeft--;
        } else {
            healWhenApart(present);
        }
    }

    private void healWhenApart(Split present) {
        present.healDue = true;
        if (present.apart) {
            heal();
        }
    }

    /** Time has passed. */
    void onTick(long nowNanos) {
        var present = split;
        if (present != null && present.ordered && nowNanos - present.sinceNanos > LONGEST_NANOS) {
            heal();
        }
    }

    /**
     * The state follows the order of a configuration from now on.
     *
     * @return what has come of a split, if this joins its sides
     */
    Joined onConfiguration(Configuration configuration) {
        var present = split;
        if (present == null) {
            return Joined.NOTHING;
        }
        if (!present.hasOthers(configuration)) {
            present.apart = true;
            if (present.healDue) {
                heal();
            }
            return Joined.NOTHING;
        }
        if (!present.healed || !present.hasAnswering(configuration)) {
            return Joined.NOTHING;
        }
        split = null;
        return present.isSilent() ? Joined.AS_SILENT : Joined.AS_ANSWERING;
    }

    /** Whether and how a configuration has joined the sides of a split. */
    enum Joined {
        NOTHING,
        AS_ANSWERING,
        AS_SILENT
    }

    /** Whether this side leaves the answers to requests that all sides hear to another. */
    boolean silent(long nowNanos) {
        var present = split;
        // By a person's word the members begin one after the other: while they are still together, each one answers.
        return present != null
                && present.isSilent()
                && (present.ordered || present.apart)
                && nowNanos - present.answeringHeardNanos < GONE_NANOS;
    }

    /**
     * Whether this member answers what another one has submitted. That is so where a split has begun and the group is
     * still together: a silent member's requests, which were under way, are executed by all and answered by none.
     */
    boolean standsInFor(MemberId other) {
        var present = split;
        return present != null && standsIn(present) && present.isOther(other);
    }

    /** The same for the member at a place of the configuration that was split. */
    boolean standsInFor(int place) {
        var present = split;
        return present != null && standsIn(present) && place % 2 != present.own;
    }

    private boolean standsIn(Split present) {
        return present.ordered && !present.apart && present.sides.firstKey() == self.server();
    }

    /** Grows with every beginning and every healing of a split. */
    long changes() {
        return changes;
    }

    /** The numbers of the servers that are not heard: those that were named, and those of some others. */
    TreeSet<Long> blocked(List<MemberId> known) {
        var blocked = new TreeSet<Long>();
        var present = split;
        if (present != null && !present.healed) {
            present.sides.keySet().forEach(server -> addOther(present, server, blocked));
            known.forEach(member -> addOther(present, member.server(), blocked));
        }
        return blocked;
    }

    /** How things stand, or null if nobody would notice a split. */
    ReplicaStatus.@Nullable Partition status(long nowNanos, List<MemberId> known) {
        var present = split;
        if (present == null || (present.healed && !silent(nowNanos))) {
            return null;
        }
        int healsAfter = present.ordered && !present.healed ? present.textsLeft : -1;
        return new ReplicaStatus.Partition(new ArrayList<>(blocked(known)), silent(nowNanos), healsAfter);
    }

    private static void addOther(Split present, long server, TreeSet<Long> to) {
        if (present.side(server) != present.own) {
            to.add(server);
        }
    }
}
