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

    /** Whose turn the next slot of a server's configuration is; null where there is none. */
    private JsonNode sequencer(JsonNode status) {
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
        json.put("name", name(member));
        json.put("address", member.path("address").asText());
        return json;
    }

    /** The configurations that servers say they are in, each as the server tells that has delivered most. */
    private ArrayNode components() {
        Map<String, Picture.Server> furthest = new LinkedHashMap<>();
        for (Picture.Server server : picture.answering()) {
            if (!server.configuration().isEmpty()) {
                furthest.merge(server.configuration(), server, ClusterJson::further);
            }
        }
        ArrayNode json = Json.array();
        furthest.forEach((id, server) -> json.add(component(id, server.status())));
        return json;
    }

    private static Picture.Server further(Picture.Server a, Picture.Server b) {
        return b.status().path("deliveredSlot").asLong()
                        > a.status().path("deliveredSlot").asLong()
                ? b
                : a;
    }

    private ObjectNode component(String id, JsonNode status) {
        ObjectNode json = Json.object();
        json.put("configuration", id);
        json.put("epoch", status.path("configuration").path("epoch").asLong());
        ArrayNode members = json.putArray("members");
        for (JsonNode member : status.path("configuration").path("members")) {
            ObjectNode copy = members.addObject();
            copy.set("id", member.path("id"));
            copy.put("name", name(member));
            copy.set("address", member.path("address"));
            copy.set("ready", member.path("ready"));
        }
        json.set("sequencer", sequencer(status));
        return json;
    }

    /** A member may be in a configuration before the others have heard what it is called. */
    private String name(JsonNode member) {
        String name = member.path("name").asText();
        String address = member.path("address").asText();
        if (!name.isEmpty()) {
            return name;
        }
        for (Picture.Server server : picture.servers()) {
            if (Addresses.text(server.address()).equals(address)) {
                return server.name();
            }
        }
        return address;
    }
}
