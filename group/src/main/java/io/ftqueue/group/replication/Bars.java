package io.ftqueue.group.replication;

import io.ftqueue.group.model.MemberId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose frames are dropped: those of blocked servers, until they are unblocked, and those of members whose states
 * cannot be merged with this one, for a while that doubles each time. Frames that nobody looks at make a member silent,
 * and membership does the rest.
 */
final class Bars {

    static final long FIRST_NANOS = 30_000_000_000L;
    static final long LONGEST_NANOS = 480_000_000_000L;

    /** The most refusals shown, and members remembered. */
    private static final int MAX_REFUSALS = 8;

    private static final int MAX_BARS = 256;

    private final TreeSet<Long> blocked = new TreeSet<>();
    private final TreeMap<MemberId, Bar> bars = new TreeMap<>();
    private final ArrayDeque<ReplicationStatus.Refusal> refusals = new ArrayDeque<>();
    private long framesBlocked;
    private long framesBarred;

    private record Bar(long untilNanos, long lengthNanos) {}

    /** Blocks exactly these servers. */
    void block(Set<Long> servers) {
        blocked.clear();
        blocked.addAll(servers);
    }

    SortedSet<Long> blocked() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(blocked));
    }

    /** Whether a frame of that sender is to be dropped; counts it then. */
    boolean drops(MemberId sender, long nowNanos) {
        if (blocked.contains(sender.server())) {
            framesBlocked++;
            return true;
        }
        Bar bar = bars.get(sender);
        if (bar != null && bar.untilNanos() - nowNanos > 0) {
            framesBarred++;
            return true;
        }
        return false;
    }

    /** Bars members whose states cannot be merged with this one. */
    void bar(String reason, List<MemberId> members, long nowNanos) {
        long until = nowNanos;
        for (MemberId member : members) {
            Bar before = bars.get(member);
            boolean inForce = before != null && before.untilNanos() - nowNanos > 0;
            if (before == null || !inForce) {
                long length = before == null ? FIRST_NANOS : Math.min(LONGEST_NANOS, 2 * before.lengthNanos());
                before = new Bar(nowNanos + length, length);
                bars.put(member, before);
            }
            until = Math.max(until, before.untilNanos());
        }
        refusals.add(new ReplicationStatus.Refusal(reason, members, until));
        if (refusals.size() > MAX_REFUSALS) {
            refusals.removeFirst();
        }
        if (bars.size() > MAX_BARS) {
            bars.values().removeIf(bar -> bar.untilNanos() - nowNanos <= 0);
        }
    }

    /** These have equal states now: what was refused before is over. */
    void merged(Collection<MemberId> members) {
        if (!bars.isEmpty()) {
            bars.keySet().removeAll(members);
            refusals.removeIf(refusal -> members.containsAll(refusal.barred()));
        }
    }

    /** What was refused and not merged since, oldest first. */
    List<ReplicationStatus.Refusal> refusals() {
        return List.copyOf(refusals);
    }

    long framesBlocked() {
        return framesBlocked;
    }

    long framesBarred() {
        return framesBarred;
    }
}
