package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.http.ClusterWatch.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much has happened between two pictures, a second. */
final class Rates {

    private static final double NANOS = 1e9;
    private static final double PER_MILLE = 1_000;

    private static final List<String> OPERATIONS = List.of("queue.native.operations", "queue.text.submitted");
    private static final List<String> ISSUED = List.of("group.slots-issued", "group.payloads-submitted");
    private static final List<String> REPEATED = List.of("group.slots-repeated", "group.payloads-repeated");

    private final Picture now;
    private final @Nullable Picture before;

    Rates(View view) {
        now = view.picture();
        before = view.before();
    }

    /** As JSON; what needs a picture before this one is null where there is none. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        Double slots = perSecond(slots());
        put(json, "slotsPerSecond", slots);
        put(json, "operationsPerSecond", perSecond(sum(OPERATIONS)));
        long issued = sum(ISSUED);
        long repeated = sum(REPEATED);
        put(json, "retransmissionsPerSecond", perSecond(repeated));
        put(
                json,
                "lossPerMille",
                before == null ? null : issued == 0 ? 0.0 : round(PER_MILLE * repeated / Math.max(issued, repeated)));
        json.set("latencyMicros", latency());
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable Double value) {
        json.put(name, value);
    }

    /** Slots are counted in each configuration for itself, and all members of one deliver the same. */
    private long slots() {
        long most = 0;
        for (Picture.Server server : now.answering()) {
            most = Math.max(most, difference(server, "group.slots-delivered"));
        }
        return most;
    }

    private long sum(List<String> counters) {
        long sum = 0;
        for (Picture.Server server : now.answering()) {
            for (String counter : counters) {
                sum += difference(server, counter);
            }
        }
        return sum;
    }

    /** How much a counter has grown; a server that was started again has begun at 0. */
    private long difference(Picture.Server server, String counter) {
        Picture.Server earlier = before == null ? null : before.find(server.address());
        if (earlier == null
                || !earlier.status().path("member").equals(server.status().path("member"))) {
            return 0;
        }
        return Math.max(0, server.counter(counter) - earlier.counter(counter));
    }

    private @Nullable Double perSecond(long count) {
        if (before == null || now.nanos() - before.nanos() <= 0) {
            return null;
        }
        return round(count * NANOS / (now.nanos() - before.nanos()));
    }

    /** That of the server that has answered most of late. */
    private ObjectNode latency() {
        JsonNode busiest = Json.object();
        for (Picture.Server server : now.answering()) {
            JsonNode latency = server.status().path("latencyMicros");
            if (latency.path("recent").asLong() > busiest.path("recent").asLong()) {
                busiest = latency;
            }
        }
        ObjectNode json = Json.object();
        for (String quantile : List.of("p50", "p99", "max")) {
            if (busiest.has(quantile)) {
                json.set(quantile, busiest.get(quantile));
            } else {
                json.putNull(quantile);
            }
        }
        return json;
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
