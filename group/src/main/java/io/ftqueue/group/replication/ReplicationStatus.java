package io.ftqueue.group.replication;

import io.ftqueue.group.GroupStatus;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.util.List;

/**
 * Where a replica stands.
 *
 * @param group its membership and order
 * @param phase what its exchange is at
 * @param context what its state has executed
 * @param stateHash the hash of its state
 * @param ready the members of the configuration that are known to hold the state
 */
public record ReplicationStatus(GroupStatus group, Phase phase, Context context, long stateHash, List<MemberId> ready) {

    /** The phases of the exchange that follows every configuration change. */
    public enum Phase {
        /** In no configuration yet. */
        ALONE,
        /** Waiting until every member has told its context. */
        EXCHANGE,
        /** Fetching the states of other branches. */
        TRANSFER,
        /** Holds the state and executes operations. */
        SERVING
    }
}
