package io.ftqueue.group.replication;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.Dot;
import io.ftqueue.group.model.MemberId;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may hold a state of this history. A history may be trimmed only when all of them have executed the mark, so the
 * roster may name too many, never too few: a life that has ended stays on it, for nobody can tell whom it told what,
 * until its server is forgotten.
 *
 * @param members those who may hold a state
 * @param forgotten lives that do not count any more, and the slot that forgot each: one that comes back and has not
 *     executed that slot is treated as blank
 */
record Roster(SortedSet<MemberId> members, SortedMap<MemberId, Dot> forgotten) {

    /** The roster of a state that nobody has. */
    static final Roster EMPTY = new Roster(new TreeSet<>(), new TreeMap<>());

    /** The most members: beyond that the oldest lives of servers that have since begun another are left out. */
    static final int MAX_MEMBERS = 1_000;

    /** The most lives forgotten: beyond that the first ones are taken for diverged if they come back after all. */
    static final int MAX_FORGOTTEN = 256;

    Roster {
        members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        forgotten = Collections.unmodifiableSortedMap(new TreeMap<>(forgotten));
    }

    /** This roster and these members. */
    Roster with(Collection<MemberId> more) {
        var all = new TreeSet<>(members);
        all.addAll(more);
        return new Roster(bounded(all), forgotten);
    }

    /** What either names. */
    Roster union(Roster other) {
        var all = new TreeSet<>(members);
        all.addAll(other.members);
        var gone = new TreeMap<>(forgotten);
        // The later slot: whoever has executed that one has executed the earlier one, or was forgotten again since.
        other.forgotten.forEach((member, at) -> gone.merge(member, at, (a, b) -> a.compareTo(b) >= 0 ? a : b));
        return new Roster(bounded(all), bounded(gone));
    }

    /** This roster without some members. */
    Roster without(Collection<MemberId> gone) {
        var rest = new TreeSet<>(members);
        rest.removeAll(gone);
        return new Roster(rest, forgotten);
    }

    /** This roster that forgets nobody. */
    Roster forgettingNobody() {
        return new Roster(members, new TreeMap<>());
    }

    /** This roster without the lives of a server that are not in the configuration, which forgets them at a slot. */
    Roster forgetting(long server, Configuration configuration, Dot at) {
        var all = new TreeSet<>(members);
        var gone = new TreeMap<>(forgotten);
        for (MemberId member : members) {
            if (member.server() == server && configuration.indexOf(member) < 0) {
                all.remove(member);
                gone.put(member, at);
            }
        }
        return new Roster(all, bounded(gone));
    }

    /** The roster after a trim in a configuration: all states of the history are there. */
    Roster trimmed(Configuration configuration) {
        var gone = new TreeMap<>(forgotten);
        gone.keySet().removeAll(configuration.members());
        return new Roster(new TreeSet<>(configuration.members()), gone);
    }

    /** Whether it names a life of that server that is not in the configuration. */
    boolean namesAbsent(long server, Configuration configuration) {
        return members.stream().anyMatch(member -> member.server() == server && configuration.indexOf(member) < 0);
    }

    /**
     * Whether all who may hold a state are in the configuration.
     *
     * @param loosely whether any life of a server is as good as the one that may hold the state
     */
    boolean complete(Configuration configuration, boolean loosely) {
        var servers = new TreeSet<Long>();
        configuration.members().forEach(member -> servers.add(member.server()));
        return members.stream()
                .allMatch(member -> loosely ? servers.contains(member.server()) : configuration.indexOf(member) >= 0);
    }

    /**
     * Whether the holder of this roster has forgotten a member, and another does not know that.
     *
     * @param own what the holder has executed
     * @param theirs what the other has executed
     */
    boolean forgot(MemberId member, Context own, Context theirs) {
        Dot at = forgotten.get(member);
        return at != null && !theirs.knows(at.configuration(), at.slot(), own);
    }

    private static SortedSet<MemberId> bounded(TreeSet<MemberId> all) {
        if (all.size() <= MAX_MEMBERS) {
            return all;
        }
        var kept = new TreeSet<>(all);
        for (MemberId member : all) {
            MemberId next = all.higher(member);
            if (kept.size() > MAX_MEMBERS && next != null && next.server() == member.server()) {
                kept.remove(member);
            }
        }
        return kept;
    }

    private static SortedMap<MemberId, Dot> bounded(TreeMap<MemberId, Dot> gone) {
        while (gone.size() > MAX_FORGOTTEN) {
            Dot first = Collections.min(gone.values());
            gone.values().removeIf(first::equals);
        }
        return gone;
    }
}
