package io.ftqueue.tests.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;

/** What servers report of merges, against the books of those who know. */
final class MergeReports {

    private MergeReports() {}

    /** Every server that went through the merges must name what was popped on more than one side, and nothing else. */
    static void check(List<Status> statuses, List<Books> all, SoftAssertions soft) {
        Map<String, Integer> known = new TreeMap<>();
        all.stream()
                .filter(books -> !books.duplicates().isEmpty())
                .forEach(books -> known.put(books.label(), books.duplicates().size()));
        for (Status status : statuses) {
            Map<String, Map<String, String>> reported = duplicates(status.json().path("merges"), soft);
            Map<String, Integer> counts = new TreeMap<>();
            reported.forEach((label, items) -> counts.put(label, items.size()));
            soft.assertThat(counts)
                    .as("items popped on more than one side, as reported by %s: %s", status.address(), reported)
                    .isEqualTo(known);
        }
    }

    /**
     * The items that each queue has lost twice, and by which pops. Three sides may come together in two merges, and an
     * item that each of them has popped is reported by both.
     */
    private static Map<String, Map<String, String>> duplicates(JsonNode merges, SoftAssertions soft) {
        Map<String, Map<String, String>> items = new TreeMap<>();
        for (JsonNode merge : merges) {
            int sides = merge.path("sides").size();
            soft.assertThat(sides).as("sides of a merge").isGreaterThan(1);
            for (JsonNode queue : merge.path("queues")) {
                for (String field : List.of("brought", "removed")) {
                    soft.assertThat(queue.path(field).size())
                            .as(field + " by each side of " + queue)
                            .isEqualTo(sides);
                }
                soft.assertThat(queue.path("duplicateCount").asInt(-1))
                        .as("duplicates counted and told of " + queue)
                        .isEqualTo(queue.path("duplicates").size());
                soft.assertThat(queue.path("atLeast").asBoolean(true))
                        .as("a bound")
                        .isFalse();
                for (JsonNode duplicate : queue.path("duplicates")) {
                    items.computeIfAbsent(queue.path("label").asText(), label -> new TreeMap<>())
                            .put(
                                    duplicate.path("item").asText(),
                                    duplicate.path("poppers").toString());
                }
            }
        }
        return items;
    }
}
