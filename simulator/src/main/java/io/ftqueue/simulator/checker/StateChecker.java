package io.ftqueue.simulator.checker;

import static io.ftqueue.simulator.checker.Violation.require;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches the replicas' states: those that have executed the same are equal (A2). Learns from them, too, what the queue
 * may be held to: whether components have executed different things, and which crash takes the last copy of something.
 */
public final class StateChecker {

    private final EvsChecker evs;
    private final int failuresTolerated;
    private final Map<Context, Long> hashes = new LinkedHashMap<>();
    /** By process: how long its history was when it was last seen to hold the whole state of its component. */
    private final Map<MemberId, Integer> servedAt = new LinkedHashMap<>();

    private Context most = Context.BLANK;
    private boolean diverged;
    private boolean lossy;

    /** A checker of a run that has not begun. */
    public StateChecker(EvsChecker evs, int failuresTolerated) {
        this.evs = evs;
        this.failuresTolerated = failuresTolerated;
    }

    /**
     * Looks at a live process. To be called after every configuration change, so that no branch is joined unseen, and
     * besides as often as is affordable.
     */
    public void sample(MemberId self, ReplicationStatus status) {
        Context context = status.context();
        if (!context.equals(most)) {
            if (context.dominates(most)) {
                most = context;
            } else if (!most.dominates(context)) {
                diverged = true;
            }
        }
        if (status.phase() != Phase.SERVING) {
            return;
        }
        Configuration configuration = status.group().configuration();
        List<ConfigurationId> history = evs.historyOf(self);
        require(
                configuration != null
                        && !history.isEmpty()
                        && history.get(history.size() - 1).equals(configuration.id()),
                "A2",
                "%s serves in %s, but its last configuration is that of %s",
                self,
                configuration,
                history);
        servedAt.put(self, history.size());
        Long known = hashes.putIfAbsent(context, status.stateHash());
        require(
                known == null || known == status.stateHash(),
                "A2",
                "%s has executed what another has, %s, but their states differ",
                self,
                context.upTo());
    }

    /**
     * Whether the crash of a process leaves a copy of everything that clients have answers for. A reply waits for min(F
     * + 1, n) members that hold the operation, so of the members of one configuration F, and at most n - 1, may crash
     * before the others have agreed on the next one; and one of those left must have all that the victim has.
     *
     * @param others the live processes besides the victim
     */
    public boolean leavesACopy(MemberId victim, Collection<MemberId> others) {
        Configuration configuration = evs.configurationOf(victim);
        if (configuration == null || !servedAt.containsKey(victim)) {
            return true;
        }
        int holders = Math.min(failuresTolerated + 1, configuration.size());
        if (evs.failedIn(configuration.id()) + 1 > holders - 1) {
            return false;
        }
        List<ConfigurationId> since = since(victim);
        return others.stream()
                .anyMatch(other -> servedAt.containsKey(other) && since(other).equals(since));
    }

    /** The configurations from the one in which the process was last seen to hold everything until now. */
    private List<ConfigurationId> since(MemberId self) {
        List<ConfigurationId> history = evs.historyOf(self);
        return history.subList(servedAt.getOrDefault(self, 1) - 1, history.size());
    }

    /** Notes that something may have been lost for good: the queue is then held to much less. */
    public void mayHaveLost() {
        lossy = true;
    }

    /** All processes have ended. What only their memories held is gone; what disks hold is seen when it comes back. */
    public void nobodyIsUp() {
        most = Context.BLANK;
    }

    /** What the queue can be held to in this run. */
    public Regime regime() {
        return lossy ? Regime.LOSSY : diverged ? Regime.SPLIT : Regime.STRICT;
    }

    /** What the queue can be held to. */
    public enum Regime {
        /** There has been one history of which nothing was lost: the queue is linearizable. */
        STRICT,
        /** Components have served on their own: nothing is lost, items may be popped once in each. */
        SPLIT,
        /** More crashed than the configuration tolerates: what comes out was once put in. */
        LOSSY
    }
}
