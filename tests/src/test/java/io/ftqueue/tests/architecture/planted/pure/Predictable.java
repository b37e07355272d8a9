package io.ftqueue.tests.architecture.planted.pure;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Planted, and to be let through: what a pure module uses instead. */
public final class Predictable {
    private Predictable() {}

    public static Map<String, Integer> order(List<String> items) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String item : new LinkedHashSet<>(items)) {
            counts.merge(item, new Random(1).nextInt(), Integer::sum);
        }
        return new TreeMap<>(counts);
    }
}
