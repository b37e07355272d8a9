package io.ftqueue.group.membership;

import io.ftqueue.group.message.Accept;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.Install;
import io.ftqueue.group.message.Join;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.message.Message;
import io.ftqueue.group.message.Plan;
import io.ftqueue.group.message.PlanGroup;
import io.ftqueue.group.message.Propose;
import io.ftqueue.group.message.Recovered;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The agreement on membership (Totem's gather, commit, recover and operational states, with the token replaced by two
 * rounds led by the lowest candidate). A configuration that a member has left for Gather is never resumed.
 *
 * <p>What keeps it safe: a promise freezes the member in its old configuration and outlives every proposal below it;
 * nobody installs before everyone has recovered; epochs only grow.
 */
public final class Membership {

    /** The timeouts, in parts of a tenth of the suspicion time. */
    private static final int AGREE_WITHIN = 12;

    private static final int FOLLOW_FOR = 24;
    private static final int FOLLOW_REFUSING_FOR = 4;
    private static final int ANSWER_WITHIN = 13;
    private static final int LEAD_WITHIN = 15;
    private static final int COMPANIONS_WITHIN = 60;
    private static final int JOIN_FRESH_FOR = 5;
    private static final int TENTH = 10;

    private final MemberId self;
    private final MembershipTimes times;
    private final Peers peers;
    private final Host host;

    private final long startNanos;
    /** The servers that were with an earlier life of this one, until they have come or had time to. */
    private SortedSet<Long> companions = Collections.emptySortedSet();

    private MembershipState state;
    private @Nullable Representative leading;
    /** Invariant: never falls, and is at least the epoch of every proposal promised. */
    private long epoch;

    private ConfigurationId promised = ConfigurationId.NONE;

    /**
     * A member that starts, in Gather.
     *
     * @param epoch where its epochs begin; above those of its earlier incarnations
     */
    public Membership(MemberId self, MembershipTimes times, Peers peers, Host host, long epoch, long nowNanos) {
        this.self = self;
        this.times = times;
        this.peers = peers;
        this.host = host;
        this.epoch = epoch;
        this.startNanos = nowNanos;
        this.state = new MembershipState.Gather(nowNanos, nowNanos);
    }

    /** As others are told. */
    public MemberState announced() {
        return state.announced();
    }

    /** Whether slots may be issued. */
    public boolean operational() {
        return state instanceof MembershipState.Operational;
    }

    /**
     * Goes on behind earlier lives of this server; to be called before the first step.
     *
     * @param least no epoch of a configuration that this member leads will be lower
     * @param others the servers that were in the last configuration, for which it waits a little
     */
    public void goOnFrom(long least, SortedSet<Long> others) {
        epoch = Math.max(epoch, least);
        companions = Collections.unmodifiableSortedSet(new TreeSet<>(others));
    }

    /** The highest epoch known of. */
    public long epoch() {
        return epoch;
    }

    /** To be called at every heartbeat, and more often while not operational. */
    public void tick(long nowNanos) {
        if (state instanceof MembershipState.Operational operational) {
            tickOperational(operational, nowNanos);
        } else if (state instanceof MembershipState.Gather gather) {
            tickGather(gather, nowNanos);
        } else if (state instanceof MembershipState.Accepted accepted) {
            tickAccepted(accepted, nowNanos);
        } else if (state instanceof MembershipState.Recover recover) {
            tickRecover(recover, nowNanos);
        }
        tickLeading(nowNanos);
    }

    /** Leaves the configuration because a member of it holds up the others; it is kept out for a while. */
    public void suspectSlow(MemberId member, long nowNanos) {
        if (operational()) {
            peers.holdDown(member, nowNanos);
            enterGather(Cause.SLOW, nowNanos);
        }
    }

    /** Keeps a member out for a while that was holding up the others when this one left the configuration. */
    public void keepOut(MemberId member, long nowNanos) {
        peers.holdDown(member, nowNanos);
    }

    /** Any frame of the configuration that is being formed is as good as the word to install it. */
    public void onFrame(Frame frame, long nowNanos) {
        if (state instanceof MembershipState.Recover recover
                && frame.configuration().equals(recover.plan().proposal())) {
            enterOperational(recover, nowNanos);
        }
    }

    /** A heartbeat of a member of this or another configuration. */
    public void onHeartbeat(Frame frame, Heartbeat heartbeat, long nowNanos) {
        epoch = Math.max(epoch, heartbeat.epoch());
        Configuration current = host.configuration();
        if (!operational() || current == null || frame.configuration().equals(current.id())) {
            return;
        }
        if (isMember(current, frame.sender())
                && heartbeat.state() == MemberState.OPERATIONAL
                && frame.configuration().compareTo(current.id()) > 0) {
            enterGather(Cause.LEFT_BEHIND, nowNanos);
        }
    }

    /** An offer to form a configuration. */
    public void onJoin(Frame frame, Join join, long nowNanos) {
        epoch = Math.max(epoch, join.epoch());
        peers.joined(frame.sender(), join, nowNanos);
        Configuration current = host.configuration();
        if (state instanceof MembershipState.Gather gather) {
            proposeIfAgreed(gather, nowNanos);
        } else if (operational() && current != null && isMember(current, frame.sender())) {
            // An offer made before its sender promised itself to this very configuration is stale. Obeying it would
            // tear the configuration down as soon as it is installed, again and again.
            boolean left = frame.configuration().equals(current.id())
                    || join.promised().epoch() >= current.id().epoch();
            if (left) {
                enterGather(Cause.JOIN, nowNanos);
            }
        }
    }

    /** A proposal: promise, if it is above all promises and names only members that hear each other. */
    public void onPropose(Propose propose, long nowNanos) {
        epoch = Math.max(epoch, propose.proposal().epoch());
        boolean open = state instanceof MembershipState.Gather || state instanceof MembershipState.Accepted;
        if (open
                && propose.proposal().compareTo(promised) > 0
                && propose.members().contains(self)
                && peers.clique(propose.members(), nowNanos)) {
            promised = propose.proposal();
            state = new MembershipState.Accepted(promised, nowNanos);
            host.freeze();
            sendAccept(promised);
        }
    }

    /** A promise to this member's proposal. */
    public void onAccept(Frame frame, Accept accept, long nowNanos) {
        Representative lead = leading;
        if (lead != null && lead.proposal().equals(accept.proposal()) && lead.accepted(frame, accept)) {
            tickLeading(nowNanos);
        }
    }

    /** What must be recovered. */
    public void onPlan(Plan plan, long nowNanos) {
        boolean mine = promised.equals(plan.proposal()) && plan.members().contains(self);
        if (mine && state instanceof MembershipState.Accepted) {
            MembershipState.Recover recover = new MembershipState.Recover(plan, host.receivedUpTo(), nowNanos);
            state = recover;
            tickRecover(recover, nowNanos);
        }
    }

    /** To be called when slots were received: in Recover it may have been the last one asked for. */
    public void progressed(long nowNanos) {
        if (state instanceof MembershipState.Recover recover && recovered(recover.plan())) {
            tickRecover(recover, nowNanos);
        }
    }

    /** A member holds what this member's plan asks for. */
    public void onRecovered(Frame frame, Recovered recovered, long nowNanos) {
        Representative lead = leading;
        if (lead != null && lead.proposal().equals(recovered.proposal()) && lead.recovered(frame.sender())) {
            Install install = new Install(lead.proposal());
            lead.members().forEach(member -> host.send(member, install));
        }
    }

    /** Everyone has recovered. */
    public void onInstall(Install install, long nowNanos) {
        if (state instanceof MembershipState.Recover recover
                && recover.plan().proposal().equals(install.proposal())) {
            enterOperational(recover, nowNanos);
        }
    }

    private void tickOperational(MembershipState.Operational operational, long nowNanos) {
        Configuration current = host.configuration();
        if (current == null) {
            return;
        }
        for (MemberId member : current.members()) {
            if (peers.successorOf(member) != null) {
                enterGather(Cause.RESTART, nowNanos);
                return;
            }
            if (!peers.alive(member, nowNanos)) {
                enterGather(Cause.SILENCE, nowNanos);
                return;
            }
            if (!member.equals(self) && !peers.mutual(self, member, nowNanos)) {
                enterGather(Cause.ONE_WAY_LINK, nowNanos);
                return;
            }
        }
        boolean settled = nowNanos - operational.sinceNanos() > times.settleNanos();
        if (settled && peers.growth(current.members(), nowNanos).size() > current.size()) {
            enterGather(Cause.GROWTH, nowNanos);
        }
    }

    private void enterGather(Cause cause, long nowNanos) {
        MembershipState.Gather gather = new MembershipState.Gather(nowNanos, nowNanos);
        state = gather;
        Representative failed = leading;
        if (failed != null) {
            failed.unanswered().forEach(peers::drop);
        }
        leading = null;
        peers.forgetJoins();
        host.gathering(cause);
        tickGather(gather, nowNanos);
    }

    private void tickGather(MembershipState.Gather gather, long nowNanos) {
        List<MemberId> candidates = peers.candidates(nowNanos);
        host.multicast(new Join(candidates, epoch, promised));
        boolean proposed = proposeIfAgreed(gather, nowNanos);
        MemberId leader = candidates.get(0);
        boolean refused = peers.refuses(leader, nowNanos, suspicion(JOIN_FRESH_FOR));
        int patience = refused ? FOLLOW_REFUSING_FOR : FOLLOW_FOR;
        boolean waited = nowNanos - gather.sinceNanos() > suspicion(patience);
        if (!proposed && !leader.equals(self) && waited && !awaitsCompanions(candidates, nowNanos)) {
            // Only the leader narrows the membership. If all did, each by its own clock, their sets might never meet.
            peers.drop(leader);
            peers.dropSettledWithout(candidates);
            state = new MembershipState.Gather(gather.enteredNanos(), nowNanos);
        }
    }

    /** The lowest candidate proposes: all candidates once they agree, or after a while those who would follow it. */
    private boolean proposeIfAgreed(MembershipState.Gather gather, long nowNanos) {
        // A member that starts listens for longer, lest each of many started together forms a configuration of one.
        long wait = host.configuration() == null ? times.listenNanos() : times.gatherNanos();
        if (leading != null || nowNanos - gather.enteredNanos() < wait) {
            return false;
        }
        List<MemberId> candidates = peers.candidates(nowNanos);
        if (awaitsCompanions(candidates, nowNanos)) {
            return false;
        }
        long fresh = suspicion(JOIN_FRESH_FOR);
        if (!candidates.get(0).equals(self)) {
            return false;
        }
        if (!peers.agreed(candidates, nowNanos, fresh)) {
            if (nowNanos - gather.sinceNanos() <= suspicion(AGREE_WITHIN)) {
                return false;
            }
            candidates = peers.followers(candidates, nowNanos, fresh);
        }
        epoch++;
        leading = new Representative(new ConfigurationId(epoch, self), candidates, nowNanos);
        tickLeading(nowNanos);
        return true;
    }

    /**
     * Servers that all went down together come back one after the other. If each went on alone as soon as it is there,
     * their states would part for that while, and what is popped on one could be popped on another.
     */
    private boolean awaitsCompanions(List<MemberId> candidates, long nowNanos) {
        if (companions.isEmpty() || nowNanos - startNanos > suspicion(COMPANIONS_WITHIN)) {
            companions = Collections.emptySortedSet();
            return false;
        }
        var here = new TreeSet<Long>();
        for (MemberId candidate : candidates) {
            here.add(candidate.server());
            if (!peers.configuration(candidate).equals(ConfigurationId.NONE)) {
                return false;
            }
        }
        return host.configuration() == null && !here.containsAll(companions);
    }

    private void tickLeading(long nowNanos) {
        Representative lead = leading;
        if (lead == null) {
            return;
        }
        if (nowNanos - lead.sinceNanos() > suspicion(LEAD_WITHIN)) {
            leading = null;
            return;
        }
        Message pending = lead.pending();
        if (pending != null) {
            lead.members().forEach(member -> host.send(member, pending));
        }
    }

    private void tickAccepted(MembershipState.Accepted accepted, long nowNanos) {
        if (nowNanos - accepted.sinceNanos() > suspicion(ANSWER_WITHIN)) {
            enterGather(Cause.TIMEOUT, nowNanos);
        } else {
            sendAccept(accepted.proposal());
        }
    }

    private void sendAccept(ConfigurationId proposal) {
        host.send(proposal.representative(), new Accept(proposal, host.lastTimestampMicros()));
    }

    private void tickRecover(MembershipState.Recover recover, long nowNanos) {
        Plan plan = recover.plan();
        PlanGroup group = groupOf(plan);
        if (group != null && host.receivedUpTo() < group.target()) {
            if (host.receivedUpTo() > recover.receivedUpTo()) {
                state = new MembershipState.Recover(plan, host.receivedUpTo(), nowNanos);
            } else if (nowNanos - recover.sinceNanos() > suspicion(ANSWER_WITHIN)) {
                // What these members hold does not reach this one: let them go on without it.
                group.members().forEach(peers::drop);
                enterGather(Cause.TIMEOUT, nowNanos);
                return;
            }
            host.recover(group.target(), group.donor());
        } else if (nowNanos - recover.sinceNanos() > suspicion(ANSWER_WITHIN)) {
            enterGather(Cause.TIMEOUT, nowNanos);
        } else {
            host.send(plan.proposal().representative(), new Recovered(plan.proposal()));
        }
    }

    private boolean recovered(Plan plan) {
        PlanGroup group = groupOf(plan);
        return group == null || host.receivedUpTo() >= group.target();
    }

    private @Nullable PlanGroup groupOf(Plan plan) {
        ConfigurationId from = host.configurationId();
        for (PlanGroup group : plan.groups()) {
            if (group.from().equals(from)) {
                return group;
            }
        }
        return null;
    }

    private void enterOperational(MembershipState.Recover recover, long nowNanos) {
        if (!recovered(recover.plan())) {
            return;
        }
        state = new MembershipState.Operational(nowNanos);
        leading = null;
        peers.forgetJoins();
        peers.forgetDrops();
        host.install(recover.plan());
    }

    private boolean isMember(Configuration configuration, MemberId member) {
        return configuration.indexOf(member) >= 0;
    }

    private long suspicion(int tenths) {
        return times.suspectAfterNanos() / TENTH * tenths;
    }
}
