package io.ftqueue.group.replication;

import io.ftqueue.group.GroupStatus;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.util.List;
import java.util.SortedSet;

/**
 * Where a replica stands.
 *
 * @param group its membership and order
 * @param phase what its exchange is at
 * @param context what its state has executed; its bases say where the history was last cut short
 * @param stateHash the hash of its state
 * @param ready the members of the configuration that are known to hold the state
 * @param roster all that may hold a state of this history; while one of them is missing it cannot be cut short
 * @param forgotten the members that do not count any more, as far as is remembered
 * @param refusals what could not be merged and has not been since, oldest first
 * @param blocked the servers whose frames are dropped
 */
public record ReplicationStatus(
        GroupStatus group,
        Phase phase,
        Context context,
        long stateHash,
        List<MemberId> ready,
        SortedSet<MemberId> roster,
        SortedSet<MemberId> forgotten,
        List<Refusal> refusals,
        SortedSet<Long> blocked) {

    /**
     * A merge that was refused.
     *
     * @param reason why, in words
     * @param barred the members whose frames are dropped for it
     * @param untilNanos until when, by the clock of {@code step}
     */
    public record Refusal(String reason, List<MemberId> barred, long untilNanos) {
        public Refusal {
            barred = List.copyOf(barred);
        }
    }

    /** The phases of the exchange that follows every configuration change. */
    public enum Phase {
        /** In no configuration yet. */
        ALONE,
        /** Waiting until every member has told its context. */
        EXCHANGE,
        /** Fetching the states of other branches. */
        TRANSFER,
        /** All members have lost the state they had: they wait for one that has it. */
        HOLLOW,
        /** Holds the state and executes operations. */
        SERVING
    }
}
