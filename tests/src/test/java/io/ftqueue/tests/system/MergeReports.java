package io.ftqueue.tests.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;

/** What servers report of merges, against the books of those who know. */
final class MergeReports {

    /** Whether servers have to report at all. */
    private static final boolean REQUIRED = false;

    private MergeReports() {}

    /** Every server that went through the merges must name what was popped on more than one side, and nothing else. */
    static void check(List<Status> statuses, List<Books> all, SoftAssertions soft) {
        Map<String, Integer> known = new TreeMap<>();
        all.stream()
                .filter(books -> !books.duplicates().isEmpty())
                .forEach(books -> known.put(books.label(), books.duplicates().size()));
        for (Status status : statuses) {
            JsonNode merges = status.json().path("merges");
            if (REQUIRED || !merges.isMissingNode()) {
                soft.assertThat(duplicates(merges, soft))
                        .as("items popped on more than one side, as reported by " + status.address())
                        .isEqualTo(known);
            }
        }
    }

    /**
     * How many items each queue has lost twice. Three sides may come together in two merges, and an item that each of
     * them has popped is reported by both.
     */
    private static Map<String, Integer> duplicates(JsonNode merges, SoftAssertions soft) {
        Map<String, TreeSet<String>> items = new TreeMap<>();
        for (JsonNode merge : merges) {
            soft.assertThat(merge.path("sides").size()).as("sides of a merge").isGreaterThan(1);
            for (JsonNode queue : merge.path("queues")) {
                soft.assertThat(queue.path("duplicateCount").asInt(-1))
                        .as("duplicates counted and told of " + queue)
                        .isEqualTo(queue.path("duplicates").size());
                soft.assertThat(queue.path("atLeast").asBoolean(true))
                        .as("a bound")
                        .isFalse();
                for (JsonNode duplicate : queue.path("duplicates")) {
                    items.computeIfAbsent(queue.path("label").asText(), label -> new TreeSet<>())
                            .add(duplicate.path("item").toString());
                }
            }
        }
        Map<String, Integer> counts = new TreeMap<>();
        items.forEach((label, some) -> counts.put(label, some.size()));
        return counts;
    }
}
