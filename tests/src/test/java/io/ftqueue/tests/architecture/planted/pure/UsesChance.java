package io.ftqueue.tests.architecture.planted.pure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Planted: every answer that differs from run to run. */
public final class UsesChance {
    private UsesChance() {}

    public static List<Object> time() {
        return List.of(System.nanoTime(), System.currentTimeMillis(), Instant.now());
    }

    public static List<Object> chance() {
        return List.of(Math.random(), new Random().nextInt(), UUID.randomUUID());
    }

    public static List<Object> order(List<String> items) {
        Collection<Object> unordered = new ArrayList<>();
        unordered.add(new HashMap<>());
        unordered.add(new HashSet<>(items));
        unordered.add(Set.of(1, 2));
        unordered.add(Set.copyOf(items));
        unordered.add(Map.of(1, 2));
        unordered.add(Map.copyOf(new HashMap<>()));
        unordered.add(items.stream().collect(Collectors.toSet()));
        unordered.add(items.stream().collect(Collectors.toMap(Function.identity(), Function.identity())));
        unordered.add(items.stream().collect(Collectors.groupingBy(Function.identity())));
        return List.copyOf(unordered);
    }
}
