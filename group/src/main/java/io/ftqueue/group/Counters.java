package io.ftqueue.group;

import java.util.EnumMap;
import java.util.TreeMap;

/** How often what has happened. */
final class Counters {

    private final EnumMap<GroupCounter, long[]> counts = new EnumMap<>(GroupCounter.class);

    Counters() {
        for (GroupCounter counter : GroupCounter.values()) {
            counts.put(counter, new long[1]);
        }
    }

    void increment(GroupCounter counter) {
        long[] count = counts.get(counter);
        if (count != null) {
            count[0]++;
        }
    }

    /** The counts by the names under which they are shown. */
    TreeMap<String, Long> byName() {
        TreeMap<String, Long> byName = new TreeMap<>();
        counts.forEach((counter, count) -> byName.put(counter.label(), count[0]));
        return byName;
    }
}
