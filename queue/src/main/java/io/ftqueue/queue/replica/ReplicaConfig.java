package io.ftqueue.queue.replica;

import io.ftqueue.group.GroupConfig;

/**
 * The constants of a replica.
 *
 * @param group those of the group protocol
 * @param limits what is held for clients
 */
public record ReplicaConfig(GroupConfig group, ReplicaLimits limits) {

    /** What suits a server on a local network. */
    public static ReplicaConfig defaults() {
        return new ReplicaConfig(GroupConfig.defaults(), ReplicaLimits.defaults());
    }
}
