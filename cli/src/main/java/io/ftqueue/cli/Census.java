package io.ftqueue.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.StatusClient;
import io.ftqueue.client.StatusClient.ServerStatus;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All servers that can be found, in whichever component, in the order of their addresses. People name them by their
 * place in it, from 1, or by name or address.
 */
final class Census {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Server> servers;

    /**
     * A server.
     *
     * @param number its place, from 1
     * @param status what it says of itself, or what is known of one that is silent
     * @param answers whether it has answered
     */
    record Server(int number, InetSocketAddress address, JsonNode status, boolean answers) {

        String name() {
            return status.path("name").asText();
        }

        /** Its member id, or its address where that is not known: either names it to other servers. */
        String id() {
            String member = status.path("member").asText();
            return member.isEmpty() ? LocalServers.text(address) : member;
        }

        /** What it is called in a sentence. */
        String label() {
            String text = LocalServers.text(address);
            return name().equals(text) ? text : name() + " (" + text + ")";
        }
    }

    private Census(List<Server> servers) {
        this.servers = List.copyOf(servers);
    }

    /**
     * Asks everybody. Those that a split hides from who was found are asked, too.
     *
     * @throws io.ftqueue.client.NoServerException if there is nobody
     */
    static Census take(ClientConfig config) {
        List<ServerStatus> found = StatusClient.ask(config);
        Census census = of(found);
        Set<InetSocketAddress> known = new LinkedHashSet<>();
        found.forEach(server -> known.add(server.address()));
        Set<InetSocketAddress> all = new LinkedHashSet<>(known);
        for (Server server : census.servers) {
            for (JsonNode blocked : server.status.path("partition").path("blocked")) {
                all.add(new Endpoints.EndpointConverter().convert(blocked.asText()));
            }
        }
        return all.size() == known.size() ? census : of(StatusClient.ask(config.withServers(List.copyOf(all))));
    }

    /** The census of servers that are known, as far as they can be found. */
    Census again(ClientConfig config) {
        return take(config.withServers(servers.stream().map(Server::address).toList()));
    }

    static Census of(List<ServerStatus> statuses) {
        var servers = new ArrayList<Server>();
        for (ServerStatus status : statuses) {
            servers.add(new Server(servers.size() + 1, status.address(), node(status), status.json() != null));
        }
        return new Census(servers);
    }

    List<Server> servers() {
        return servers;
    }

    /** What they say, as an array. */
    ArrayNode statuses() {
        ArrayNode statuses = JSON.createArrayNode();
        servers.forEach(server -> statuses.add(server.status));
        return statuses;
    }

    /** The servers that serve, by the configuration that they say they are in. */
    Map<String, List<Server>> components() {
        Map<String, List<Server>> components = new LinkedHashMap<>();
        for (Server server : servers) {
            if (server.status.path("phase").asText().equals("SERVING")) {
                String id = server.status.path("configuration").path("id").asText();
                components.computeIfAbsent(id, key -> new ArrayList<>()).add(server);
            }
        }
        return components;
    }

    /**
     * The server that somebody means.
     *
     * @throws IllegalArgumentException if there is none, or several
     */
    Server find(String text) {
        Set<Server> found = matches(text);
        if (found.size() > 1) {
            throw new IllegalArgumentException("'" + text + "' can be several servers; name it by its address");
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("there is no server '" + text + "'; there are "
                    + String.join(
                            ", ",
                            servers.stream()
                                    .map(server -> server.number + " " + server.label())
                                    .toList()));
        }
        return found.iterator().next();
    }

    /** The servers that a text can mean. */
    Set<Server> matches(String text) {
        Set<Server> found = new LinkedHashSet<>();
        for (Server server : servers) {
            if (String.valueOf(server.number).equals(text)
                    || server.name().equals(text)
                    || LocalServers.text(server.address).equals(text)) {
                found.add(server);
            }
        }
        return found;
    }

    /**
     * The sets of a split.
     *
     * @param text sets of servers separated by slashes, in them servers separated by commas
     * @return the sets; servers that are named nowhere are one more, the last
     * @throws IllegalArgumentException if that makes no sense, with what does
     */
    List<List<Server>> sets(String text) {
        var sets = new ArrayList<List<Server>>();
        Set<Server> named = new LinkedHashSet<>();
        for (String part : text.split("/", -1)) {
            var set = new ArrayList<Server>();
            for (String word : part.split(",", -1)) {
                if (word.isBlank()) {
                    throw new IllegalArgumentException(
                            "'" + text + "' has an empty place; write sets of servers like 1,2/3");
                }
                Server server = find(word.strip());
                if (!named.add(server)) {
                    throw new IllegalArgumentException(server.label() + " is named twice; each server is on one side");
                }
                set.add(server);
            }
            sets.add(set);
        }
        if (sets.size() < 2) {
            throw new IllegalArgumentException("'" + text + "' is one set only; write two or more, like 1,2/3");
        }
        List<Server> others =
                servers.stream().filter(server -> !named.contains(server)).toList();
        if (!others.isEmpty()) {
            sets.add(others);
        }
        return List.copyOf(sets);
    }

    private static JsonNode node(ServerStatus server) {
        try {
            if (server.json() != null) {
                return JSON.readTree(server.json());
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    LocalServers.text(server.address()) + " answers with something that is no JSON", e);
        }
        ObjectNode silent = JSON.createObjectNode();
        silent.put("name", server.name());
        silent.put("address", LocalServers.text(server.address()));
        silent.put("state", "NO ANSWER");
        return silent;
    }
}
