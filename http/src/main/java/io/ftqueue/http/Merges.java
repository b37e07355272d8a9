package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The merges that servers tell of. All that took part tell of the same one, each with the time by its own clock. */
final class Merges {

    private static final Duration SAME = Duration.ofSeconds(30);

    private Merges() {}

    /** Every merge once, the oldest first. */
    static ArrayNode of(Picture picture) {
        List<JsonNode> found = new ArrayList<>();
        for (Picture.Server server : picture.servers()) {
            for (JsonNode merge : server.status().path("merges")) {
                if (found.stream().noneMatch(other -> same(other, merge))) {
                    found.add(merge);
                }
            }
        }
        found.sort(Comparator.comparing(Merges::at));
        ArrayNode merges = Json.array();
        found.forEach(merges::add);
        return merges;
    }

    /** Whether two servers tell of one merge. Of long lists one may tell more than the other. */
    static boolean same(JsonNode a, JsonNode b) {
        return a.path("sides").equals(b.path("sides"))
                && a.path("queues").size() == b.path("queues").size()
                && Duration.between(at(a), at(b)).abs().compareTo(SAME) < 0;
    }

    private static Instant at(JsonNode merge) {
        return Instant.parse(merge.path("at").asText());
    }
}
