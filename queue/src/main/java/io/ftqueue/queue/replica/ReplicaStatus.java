package io.ftqueue.queue.replica;

import io.ftqueue.group.replication.ReplicationStatus;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a replica stands, for people and checkers.
 *
 * @param replication its membership, order and state
 * @param queues its queues, by id ascending
 * @param partition the split that is simulated, or one that is healed and leaves this server silent; null if none is
 * @param merges the last merges of components, at most {@link #MAX_MERGES}, newest last
 * @param latency how long clients' operations took here of late
 * @param counters how often what happened to clients' datagrams since it started, by name; the group's own counters are
 *     in {@code replication}
 */
public record ReplicaStatus(
        ReplicationStatus replication,
        List<QueueStatus> queues,
        @Nullable Partition partition,
        List<Merge> merges,
        Latency latency,
        SortedMap<String, Long> counters) {

    /** The most merges that are remembered. */
    public static final int MAX_MERGES = 16;

    public ReplicaStatus {
        queues = List.copyOf(queues);
        merges = List.copyOf(merges);
        counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
    }

    /**
     * A queue.
     *
     * @param id the lowest id that names it
     * @param label its label's bytes; not to be changed
     * @param size how many items can be had
     * @param leased how many are out under a lease, or kept back after one
     * @param pushed how many were pushed since this server has the queue, as far as it has executed the pushes itself
     * @param popped how many were taken for good, likewise
     * @param oldestMillis how long ago the first item was pushed, by the clocks of servers; 0 if there is none
     */
    public record QueueStatus(
            long id, byte[] label, int size, int leased, long pushed, long popped, long oldestMillis) {}

    /**
     * A simulated split.
     *
     * @param blocked the numbers of the servers that are not heard, ascending; none once it is healed
     * @param silent whether text requests to the group are left to another side to answer
     * @param healsAfter how many more text requests are executed before the one that heals it; -1 if they do not
     */
    public record Partition(List<Long> blocked, boolean silent, int healsAfter) {
        public Partition {
            blocked = List.copyOf(blocked);
        }
    }
}
