package io.ftqueue.queue.replica;

import java.util.EnumMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often what happened since the replica started. */
final class ReplicaCounters {

    /** A cell for each, so that counting does not look up twice. */
    private final EnumMap<ReplicaCounter, long[]> counts = new EnumMap<>(ReplicaCounter.class);

    ReplicaCounters() {
        for (ReplicaCounter counter : ReplicaCounter.values()) {
            counts.put(counter, new long[1]);
        }
    }

    void count(ReplicaCounter what) {
        cell(what)[0]++;
    }

    void count(ReplicaCounter what, long times) {
        cell(what)[0] += times;
    }

    long get(ReplicaCounter what) {
        return cell(what)[0];
    }

    SortedMap<String, Long> toMap() {
        var map = new TreeMap<String, Long>();
        for (ReplicaCounter counter : ReplicaCounter.values()) {
            map.put(counter.label(), get(counter));
        }
        return map;
    }

    private long[] cell(ReplicaCounter what) {
        return Objects.requireNonNull(counts.get(what));
    }
}
