package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is new in a picture. */
final class Changes {

    private Changes() {}

    /** The changes from one picture to the next, each with its {@code kind} and {@code at}. */
    static List<ObjectNode> between(Picture before, Picture now) {
        List<ObjectNode> changes = new ArrayList<>();
        servers(before, now, changes);
        configurations(before, now, changes);
        merges(before, now, changes);
        queues(before, now, changes);
        for (ObjectNode change : changes) {
            change.put("at", now.atMillis());
        }
        return changes;
    }

    private static void servers(Picture before, Picture now, List<ObjectNode> changes) {
        for (Picture.Server server : now.servers()) {
            Picture.Server earlier = before.find(server.address());
            if (earlier == null || !earlier.health().equals(server.health())) {
                ObjectNode change = change("server");
                change.put("address", Addresses.text(server.address()));
                change.put("name", server.name());
                change.put("health", server.health());
                changes.add(change);
            }
        }
    }

    private static void configurations(Picture before, Picture now, List<ObjectNode> changes) {
        Map<String, JsonNode> known = configurations(before);
        configurations(now).forEach((id, configuration) -> {
            if (!known.containsKey(id)) {
                ObjectNode change = change("configuration");
                change.put("id", id);
                change.put("epoch", configuration.path("epoch").asLong());
                var members = change.putArray("members");
                configuration.path("members").forEach(member -> members.add(name(member)));
                changes.add(change);
            }
        });
    }

    private static String name(JsonNode member) {
        String name = member.path("name").asText();
        return name.isEmpty() ? member.path("address").asText() : name;
    }

    private static Map<String, JsonNode> configurations(Picture picture) {
        Map<String, JsonNode> configurations = new LinkedHashMap<>();
        for (Picture.Server server : picture.answering()) {
            if (!server.configuration().isEmpty()) {
                configurations.put(server.configuration(), server.status().path("configuration"));
            }
        }
        return configurations;
    }

    private static void merges(Picture before, Picture now, List<ObjectNode> changes) {
        JsonNode known = Merges.of(before);
        for (JsonNode merge : Merges.of(now)) {
            boolean seen = false;
            for (JsonNode earlier : known) {
                seen |= Merges.same(earlier, merge);
            }
            if (!seen) {
                ObjectNode change = change("merge");
                change.set("merge", merge);
                changes.add(change);
            }
        }
    }

    private static void queues(Picture before, Picture now, List<ObjectNode> changes) {
        Picture.Server own = now.ownServer();
        Picture.Server earlier = before.ownServer();
        if (own == null || earlier == null || !own.serves() || !earlier.serves()) {
            return;
        }
        Map<String, JsonNode> after = queues(own.status());
        Map<String, JsonNode> first = queues(earlier.status());
        after.forEach((id, queue) -> {
            if (!first.containsKey(id)) {
                changes.add(queue("created", queue));
            }
        });
        first.forEach((id, queue) -> {
            if (!after.containsKey(id)) {
                changes.add(queue("destroyed", queue));
            }
        });
    }

    private static ObjectNode queue(String event, JsonNode queue) {
        ObjectNode change = change("queue");
        change.put("event", event);
        Labels.describe(queue, change);
        return change;
    }

    private static Map<String, JsonNode> queues(JsonNode status) {
        Map<String, JsonNode> queues = new LinkedHashMap<>();
        status.path("queues").forEach(queue -> queues.put(queue.path("id").asText(), queue));
        return queues;
    }

    private static ObjectNode change(String kind) {
        return Json.object().put("kind", kind);
    }
}
