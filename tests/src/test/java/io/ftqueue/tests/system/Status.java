package io.ftqueue.tests.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a server says of itself. */
record Status(JsonNode json) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads an array of statuses. */
    static List<Status> parse(String array) {
        try {
            List<Status> statuses = new ArrayList<>();
            JSON.readTree(array).forEach(status -> statuses.add(new Status(status)));
            return statuses;
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + array, e);
        }
    }

    String address() {
        return json.path("address").asText();
    }

    String stateHash() {
        return json.path("stateHash").asText();
    }

    long deliveredSlot() {
        return json.path("deliveredSlot").asLong(-1);
    }

    String configurationId() {
        return json.path("configuration").path("id").asText();
    }

    int members() {
        return json.path("configuration").path("members").size();
    }

    boolean isServing() {
        return json.path("phase").asText().equals("SERVING");
    }

    long counter(String name) {
        return json.path("counters").path(name).asLong(0);
    }

    /** The labels of its queues. */
    List<String> labels() {
        List<String> labels = new ArrayList<>();
        json.path("queues").forEach(queue -> labels.add(queue.path("label").asText()));
        return labels;
    }

    /** How many items all queues have together. */
    long items() {
        long items = 0;
        for (JsonNode queue : json.path("queues")) {
            items += queue.path("size").asLong();
        }
        return items;
    }

    /** All counters of datagrams that were dropped, by name. */
    Map<String, Long> drops() {
        Map<String, Long> drops = new TreeMap<>();
        json.path("counters").properties().forEach(counter -> {
            if (counter.getKey().contains("dropped") && !counter.getKey().equals("server.own_frames_dropped")) {
                drops.put(counter.getKey(), counter.getValue().asLong());
            }
        });
        return drops;
    }

    /** Whether these are all in one configuration of just them, and serve. */
    static boolean areOneConfiguration(List<Status> statuses, int count) {
        return statuses.size() == count
                && statuses.stream().allMatch(status -> status.isServing() && status.members() == count)
                && statuses.stream().map(Status::configurationId).distinct().count() == 1;
    }

    /** Whether these have the same state, after the same history. */
    static boolean areEqual(List<Status> statuses) {
        return statuses.stream().map(Status::stateHash).distinct().count() == 1
                && statuses.stream().map(Status::deliveredSlot).distinct().count() == 1;
    }

    /** A short form, for messages. */
    @Override
    public String toString() {
        return address() + " " + json.path("state").asText() + "/"
                + json.path("phase").asText() + " configuration " + configurationId() + " of " + members() + " slot "
                + deliveredSlot() + " state " + stateHash();
    }
}
