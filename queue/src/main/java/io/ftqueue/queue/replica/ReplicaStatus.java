package io.ftqueue.queue.replica;

import io.ftqueue.group.replication.ReplicationStatus;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a replica stands, for people and checkers.
 *
 * @param replication its membership, order and state
 * @param queues its queues, by id ascending
 * @param counters how often what happened to clients' datagrams since it started, by name; the group's own counters are
 *     in {@code replication}
 */
public record ReplicaStatus(ReplicationStatus replication, List<QueueStatus> queues, SortedMap<String, Long> counters) {
    public ReplicaStatus {
        queues = List.copyOf(queues);
        counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
    }

    /**
     * A queue.
     *
     * @param id the lowest id that names it
     * @param label its label's bytes; not to be changed
     * @param size how many items it has
     */
    public record QueueStatus(long id, byte[] label, int size) {}
}
