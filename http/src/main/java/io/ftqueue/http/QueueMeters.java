package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Metrics of single queues: of the largest alone, as whoever collects them keeps a series for every label. */
final class QueueMeters {

    /** The most queues that have metrics of their own. */
    static final int MAX_QUEUES = 100;

    private static final double MILLIS = 1e3;

    private final MeterRegistry registry;
    private final Map<Long, Shown> shown = new HashMap<>();

    /** A queue that has metrics. */
    private static final class Shown {
        private final List<Meter> meters = new ArrayList<>();
        private volatile JsonNode queue;

        Shown(JsonNode queue) {
            this.queue = queue;
        }

        double value(String field) {
            return queue.path(field).asDouble();
        }
    }

    QueueMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** From now on the largest of these have metrics, and no others. */
    void show(JsonNode queues) {
        List<JsonNode> largest = new ArrayList<>();
        queues.forEach(largest::add);
        largest.sort(
                Comparator.<JsonNode>comparingLong(queue -> -queue.path("size").asLong())
                        .thenComparingLong(queue -> queue.path("id").asLong()));
        Set<Long> kept = new HashSet<>();
        for (JsonNode queue : largest.subList(0, Math.min(MAX_QUEUES, largest.size()))) {
            long id = queue.path("id").asLong();
            kept.add(id);
            shown.computeIfAbsent(id, key -> register(queue)).queue = queue;
        }
        shown.entrySet().removeIf(entry -> {
            boolean gone = !kept.contains(entry.getKey());
            if (gone) {
                entry.getValue().meters.forEach(registry::remove);
            }
            return gone;
        });
    }

    private Shown register(JsonNode queue) {
        var entry = new Shown(queue);
        String label = label(queue);
        entry.meters.add(Gauge.builder("ftqueue.queue.items", entry, one -> one.value("size"))
                .description("Items that can be had, of the 100 largest queues")
                .tag("queue", label)
                .register(registry));
        entry.meters.add(Gauge.builder("ftqueue.queue.leased", entry, one -> one.value("leased"))
                .description("Items that are out under a lease, of the 100 largest queues")
                .tag("queue", label)
                .register(registry));
        entry.meters.add(Gauge.builder("ftqueue.queue.oldest", entry, one -> one.value("oldestMillis") / MILLIS)
                .description("How long the first item has been in the queue, of the 100 largest queues")
                .baseUnit("seconds")
                .tag("queue", label)
                .register(registry));
        entry.meters.add(FunctionCounter.builder("ftqueue.queue.pushed", entry, one -> one.value("pushed"))
                .description("Items pushed while this server has held the queue, of the 100 largest queues")
                .tag("queue", label)
                .register(registry));
        entry.meters.add(FunctionCounter.builder("ftqueue.queue.popped", entry, one -> one.value("popped"))
                .description("Items taken for good while this server has held the queue, of the 100 largest queues")
                .tag("queue", label)
                .register(registry));
        return entry;
    }

    /** Two queues never have one label, and a label that is no text never looks like one that is. */
    private static String label(JsonNode queue) {
        if (queue.has("label")) {
            String label = queue.path("label").asText();
            return label.startsWith("base64:")
                    ? "base64:" + Base64.getEncoder().encodeToString(label.getBytes(StandardCharsets.UTF_8))
                    : label;
        }
        return "base64:" + queue.path("labelBase64").asText();
    }
}
