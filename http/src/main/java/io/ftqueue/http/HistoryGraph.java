package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The configurations that servers remember, as the graph that they form: where members of one went on in several, it
 * split; where members of several went on in one, they merged. Each server knows its own way alone, so all are put
 * together.
 */
final class HistoryGraph {

    /** More than fits on a screen; the oldest are left out. */
    private static final int MAX_NODES = 128;

    private final Map<String, Node> nodes = new TreeMap<>();

    /** Who the members are, by their ids. */
    private final Map<String, JsonNode> members = new HashMap<>();

    private static final class Node {
        private final ObjectNode json;
        private final Set<String> previous = new LinkedHashSet<>();

        Node(ObjectNode json) {
            this.json = json;
        }

        long epoch() {
            return json.path("epoch").asLong();
        }

        long atMillis() {
            return json.path("atMillis").asLong();
        }
    }

    private HistoryGraph() {}

    /** The graph of what all servers of a picture remember: {@code nodes} from the oldest on, and {@code edges}. */
    static ObjectNode of(Picture picture) {
        var graph = new HistoryGraph();
        Set<String> current = new HashSet<>();
        for (Picture.Server server : picture.servers()) {
            for (JsonNode member : server.status().path("known")) {
                graph.know(member);
            }
        }
        for (Picture.Server server : picture.servers()) {
            for (JsonNode configuration : server.status().path("configurations")) {
                graph.add(configuration);
            }
            if (server.answers()) {
                current.add(server.configuration());
            }
        }
        return graph.json(current);
    }

    /** Where a server has not heard a member's name, it calls it by its address; another may know better. */
    private void know(JsonNode member) {
        boolean named = !member.path("name").equals(member.path("address"));
        String id = member.path("id").asText();
        if (named || !members.containsKey(id)) {
            members.put(id, member);
        }
    }

    private void add(JsonNode configuration) {
        String id = configuration.path("id").asText();
        long atMillis = configuration.path("atMillis").asLong();
        Node node = nodes.computeIfAbsent(id, key -> {
            ObjectNode json = Json.object();
            json.put("id", key);
            json.put("epoch", configuration.path("epoch").asLong());
            json.put("atMillis", atMillis);
            ArrayNode list = json.putArray("members");
            for (JsonNode member : configuration.path("members")) {
                JsonNode known = members.get(member.asText());
                list.add(known == null ? Json.object().put("id", member.asText()) : known);
            }
            return new Node(json);
        });
        if (atMillis < node.atMillis()) {
            node.json.put("atMillis", atMillis);
        }
        for (JsonNode previous : configuration.path("previous")) {
            node.previous.add(previous.asText());
        }
    }

    private ObjectNode json(Set<String> current) {
        List<Node> sorted = new ArrayList<>(nodes.values());
        sorted.sort(Comparator.comparingLong(Node::epoch).thenComparingLong(Node::atMillis));
        List<Node> shown = sorted.subList(Math.max(0, sorted.size() - MAX_NODES), sorted.size());
        Set<String> ids = new HashSet<>();
        shown.forEach(node -> ids.add(node.json.path("id").asText()));
        ObjectNode graph = Json.object();
        ArrayNode list = graph.putArray("nodes");
        ArrayNode edges = graph.putArray("edges");
        for (Node node : shown) {
            String id = node.json.path("id").asText();
            node.json.put("current", current.contains(id));
            list.add(node.json);
            for (String previous : node.previous) {
                if (ids.contains(previous)) {
                    edges.addObject().put("from", previous).put("to", id);
                }
            }
        }
        return graph;
    }
}
