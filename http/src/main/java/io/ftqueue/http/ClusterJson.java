package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.http.ClusterWatch.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All servers in one picture, as JSON; docs/http.md tells the fields. */
final class ClusterJson {

    /** What is passed on of a server's status as it is. */
    private static final List<String> COPIED = List.of(
            "member",
            "version",
            "storage",
            "state",
            "phase",
            "stateHash",
            "uptimeMillis",
            "deliveredSlot",
            "stableSlot",
            "latencyMicros",
            "partition",
            "refusals");

    private final View view;
    private final Picture picture;

    private ClusterJson(View view) {
        this.view = view;
        this.picture = view.picture();
    }

    static ObjectNode of(View view) {
        return new ClusterJson(view).json();
    }

    private ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("at", picture.atMillis());
        json.put("server", Addresses.text(picture.own()));
        ArrayNode servers = json.putArray("servers");
        picture.servers().forEach(server -> servers.add(server(server)));
        Picture.Server own = picture.ownServer();
        JsonNode status = own == null ? Json.object() : own.status();
        JsonNode configuration = status.path("configuration");
        json.set("configuration", configuration.isObject() ? configuration : null);
        json.set("sequencer", sequencer(status));
        json.set("components", components());
        json.set("graph", HistoryGraph.of(picture));
        json.set("merges", Merges.of(picture));
        json.set("rates", new Rates(view).json());
        return json;
    }

    private static ObjectNode server(Picture.Server server) {
        ObjectNode json = Json.object();
        json.put("address", Addresses.text(server.address()));
        json.put("name", server.name());
        json.put("reachable", server.answers());
        json.put("health", server.health());
        json.put("configuration", server.configuration().isEmpty() ? null : server.configuration());
        for (String field : COPIED) {
            JsonNode value = server.status().path(field);
            json.set(field, value.isMissingNode() ? null : value);
        }
        json.put("queues", server.status().path("queues").size());
        return json;
    }

    /** Whose turn the next slot is; null where there is no configuration. */
    private static JsonNode sequencer(JsonNode status) {
        JsonNode members = status.path("configuration").path("members");
        ObjectNode json = Json.object();
        if (members.isEmpty()) {
            return json.nullNode();
        }
        long slot = Math.max(
                status.path("deliveredSlot").asLong() + 1,
                status.path("configuration").path("firstSlot").asLong());
        JsonNode member = members.path((int) (slot % members.size()));
        json.put("slot", slot);
        json.put("member", member.path("id").asText());
        json.put("name", member.path("name").asText());
        json.put("address", member.path("address").asText());
        return json;
    }

    /** The servers that say that they are in one configuration, its members in its order, and whose turn it is. */
    private ArrayNode components() {
        Map<String, ObjectNode> components = new LinkedHashMap<>();
        for (Picture.Server server : picture.answering()) {
            if (!server.configuration().isEmpty()) {
                ObjectNode component = components.computeIfAbsent(server.configuration(), id -> {
                    ObjectNode json = Json.object();
                    json.put("configuration", id);
                    JsonNode configuration = server.status().path("configuration");
                    json.put("epoch", configuration.path("epoch").asLong());
                    json.set("members", configuration.path("members"));
                    json.set("sequencer", sequencer(server.status()));
                    json.putArray("servers");
                    return json;
                });
                component.withArray("servers").add(Addresses.text(server.address()));
            }
        }
        ArrayNode json = Json.array();
        components.values().forEach(json::add);
        return json;
    }
}
