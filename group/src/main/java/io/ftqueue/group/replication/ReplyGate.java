package io.ftqueue.group.replication;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides when effects may be shown: a reply waits until min(F+1, n) members hold the operation and the state it was
 * executed on, and until it is recorded where that is wanted. A member that has just joined holds slots, but without
 * the state below them they are worth nothing, so it counts only once it has said that it is ready.
 */
final class ReplyGate {

    private final int failuresTolerated;
    /** Executed and not released: at a slot, how much had been executed by its end; ascending. */
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();

    private @Nullable Configuration configuration;
    private long ready;
    private long executed;
    private long released;
    private long releasedSlot;

    /** How much of what was executed would outlive the machine. */
    private long recorded;

    /** Whether effects are shown that would not outlive the machine. */
    private boolean shows;

    private record Mark(long slot, long executed) {}

    ReplyGate(int failuresTolerated, boolean unrecorded) {
        this.failuresTolerated = failuresTolerated;
        this.recorded = unrecorded ? Long.MAX_VALUE : 0;
    }

    /** A payload of that slot has been executed. */
    void executed(long slot) {
        executed++;
        Mark last = marks.peekLast();
        if (last != null && last.slot() == slot) {
            marks.pollLast();
        }
        marks.addLast(new Mark(slot, executed));
    }

    /** Another state has taken the place of what was executed before this configuration. */
    void replaced() {
        Configuration current = configuration;
        executed(current == null ? 0 : current.firstSlot() - 1);
    }

    long executedCount() {
        return executed;
    }

    long releasedCount() {
        return shows ? released : Math.min(released, recorded);
    }

    /** Effects may be shown before they would outlive the machine. */
    void showUnrecorded() {
        shows = true;
    }

    /** How many changes would outlive the machine. */
    long recordedCount() {
        return recorded;
    }

    /** So many payloads' executions would outlive the machine; never fewer than said before. */
    void recorded(long executedCount) {
        recorded = Math.max(recorded, executedCount);
    }

    /** In a new configuration all that was executed before is held by those who have this member's state. */
    void enter(Configuration next, Collection<MemberId> holders) {
        if (!marks.isEmpty()) {
            marks.clear();
            marks.addLast(new Mark(next.firstSlot() - 1, executed));
        }
        configuration = next;
        ready = 0;
        holders.forEach(this::ready);
    }

    /** From now on these, and no others, count as holders. */
    void holders(Collection<MemberId> holders) {
        ready = 0;
        holders.forEach(this::ready);
    }

    /** A member has the state now. */
    void ready(MemberId member) {
        Configuration current = configuration;
        int index = current == null ? -1 : current.indexOf(member);
        if (index >= 0) {
            ready |= 1L << index;
        }
    }

    /** The members that count, as bits. */
    long readyMask() {
        return ready;
    }

    List<MemberId> ready() {
        List<MemberId> members = new ArrayList<>();
        Configuration current = configuration;
        for (int i = 0; current != null && i < current.size(); i++) {
            if ((ready & 1L << i) != 0) {
                members.add(current.member(i));
            }
        }
        return members;
    }

    /** How many members the configuration has. */
    int members() {
        Configuration current = configuration;
        return current == null ? 0 : current.size();
    }

    /** How many holders a reply waits for. */
    int needed() {
        Configuration current = configuration;
        return current == null ? 1 : Math.min(failuresTolerated + 1, current.size());
    }

    /**
     * How many holders, at least, all that may be shown has.
     *
     * @param heldBy the highest slot up to which so many members hold every slot
     */
    int holders(IntToLongFunction heldBy) {
        int needed = needed();
        for (int holders = members(); holders > needed; holders--) {
            if (heldBy.applyAsLong(holders) >= releasedSlot) {
                return holders;
            }
        }
        return needed;
    }

    /** So many holders hold every slot up to here. */
    void held(long slot) {
        for (Mark first = marks.peekFirst(); first != null && first.slot() <= slot; first = marks.peekFirst()) {
            released = first.executed();
            releasedSlot = first.slot();
            marks.pollFirst();
        }
    }
}
