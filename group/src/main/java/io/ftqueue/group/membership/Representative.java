package io.ftqueue.group.membership;

import io.ftqueue.group.message.Accept;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Message;
import io.ftqueue.group.message.Plan;
import io.ftqueue.group.message.PlanGroup;
import io.ftqueue.group.message.Propose;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The lowest candidate's second role: it leads one attempt through two rounds, PROPOSE-ACCEPT and PLAN-RECOVERED. The
 * second barrier is what makes the configuration safe to install: whoever installs it knows that everyone in it has
 * delivered the same slots of the configuration it comes from (EVS: failure atomicity).
 */
final class Representative {

    private final Propose propose;
    private final long sinceNanos;
    private final TreeMap<MemberId, Promise> promises = new TreeMap<>();
    private final TreeSet<MemberId> recovered = new TreeSet<>();
    private @Nullable Plan plan;

    /** Where a member stood when it promised. */
    private record Promise(ConfigurationId configuration, long receivedUpTo, long lastTimestampMicros) {}

    Representative(ConfigurationId proposal, List<MemberId> members, long nowNanos) {
        propose = new Propose(proposal, members);
        sinceNanos = nowNanos;
    }

    ConfigurationId proposal() {
        return propose.proposal();
    }

    List<MemberId> members() {
        return propose.members();
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** What is to be said to the members now, again and again until they have answered; null if nothing. */
    @Nullable
    Message pending() {
        if (plan == null) {
            return propose;
        }
        return complete() ? null : plan;
    }

    /** Everyone has recovered. */
    boolean complete() {
        return plan != null && recovered.size() == members().size();
    }

    /** The members that have not answered what is being said. */
    List<MemberId> unanswered() {
        List<MemberId> silent = new ArrayList<>(members());
        silent.removeAll(plan == null ? promises.keySet() : recovered);
        return silent;
    }

    /** Takes a promise; true if it was the last. */
    boolean accepted(Frame frame, Accept accept) {
        if (plan != null || !members().contains(frame.sender())) {
            return false;
        }
        promises.put(
                frame.sender(), new Promise(frame.configuration(), frame.receivedUpTo(), accept.lastTimestampMicros()));
        if (promises.size() < members().size()) {
            return false;
        }
        plan = plan();
        return true;
    }

    /** Takes a report; true if it was the last. */
    boolean recovered(MemberId member) {
        return plan != null && members().contains(member) && recovered.add(member) && complete();
    }

    private Plan plan() {
        TreeMap<ConfigurationId, List<MemberId>> byConfiguration = new TreeMap<>();
        long timestampFloor = 0;
        long highest = 0;
        for (var entry : promises.entrySet()) {
            Promise promise = entry.getValue();
            timestampFloor = Math.max(timestampFloor, promise.lastTimestampMicros());
            highest = Math.max(highest, promise.receivedUpTo());
            if (!promise.configuration().isNone()) {
                byConfiguration
                        .computeIfAbsent(promise.configuration(), from -> new ArrayList<>())
                        .add(entry.getKey());
            }
        }
        List<PlanGroup> groups = new ArrayList<>();
        byConfiguration.forEach((from, members) -> groups.add(group(from, members)));
        return new Plan(proposal(), members(), groups, highest + 1, timestampFloor);
    }

    /** By the no-gap rule the member that holds most holds all that any of them holds. */
    private PlanGroup group(ConfigurationId from, List<MemberId> members) {
        MemberId donor = members.get(0);
        for (MemberId member : members) {
            if (received(member) > received(donor)) {
                donor = member;
            }
        }
        return new PlanGroup(from, members, received(donor), donor);
    }

    private long received(MemberId member) {
        Promise promise = promises.get(member);
        return promise == null ? 0 : promise.receivedUpTo();
    }
}
