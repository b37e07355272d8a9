package io.ftqueue.queue.replica;

import io.ftqueue.group.GroupConfig;

/**
 * The constants of a replica.
 *
 * @param group those of the group protocol
 * @param limits what is held for clients
 * @param mockHealAfter how many text requests are executed in a split that a text client has asked for, before the one
 *     that heals it; 0 if text clients cannot split the group. All members of a group should use the same
 */
public record ReplicaConfig(GroupConfig group, ReplicaLimits limits, int mockHealAfter) {

    /** What the clients of the original program expect. */
    public static final int DEFAULT_MOCK_HEAL_AFTER = 3;

    public ReplicaConfig {
        if (mockHealAfter < 0) {
            throw new IllegalArgumentException("a split heals after 0 requests or more, not " + mockHealAfter);
        }
    }

    /** With the split of text clients as in the original program. */
    public ReplicaConfig(GroupConfig group, ReplicaLimits limits) {
        this(group, limits, DEFAULT_MOCK_HEAL_AFTER);
    }

    /** What suits a server on a local network. */
    public static ReplicaConfig defaults() {
        return new ReplicaConfig(GroupConfig.defaults(), ReplicaLimits.defaults());
    }
}
