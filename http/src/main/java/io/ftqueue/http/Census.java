package io.ftqueue.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.StatusClient;
import io.ftqueue.client.StatusClient.ServerStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes pictures of the servers: asks the one that the gateway speaks for, those that it tells of, those that they tell
 * of, and those that were there before. So it keeps seeing the other side of a split. Used by one thread.
 */
final class Census {

    /** For those that answer at all this is plenty; the silent ones must not hold up the picture. */
    private static final Duration PATIENCE = Duration.ofMillis(400);

    /** A server that has been silent for that long is left out: ten minutes. */
    private static final long FORGET_NANOS = 600_000_000_000L;

    /** Whoever is told of by those who are told of by those who are told of. */
    private static final int ROUNDS = 3;

    private final ClientConfig config;
    private final InetSocketAddress own;
    private final Map<InetSocketAddress, Known> known = new HashMap<>();

    private static final class Known {
        private long heardNanos;
        private JsonNode status = Json.object();
    }

    Census(HttpConfig http) {
        config = http.client();
        own = http.server();
    }

    /**
     * Asks everybody.
     *
     * @throws io.ftqueue.client.NoServerException if nothing can be sent
     */
    Picture take() {
        long now = System.nanoTime();
        known.values().removeIf(server -> now - server.heardNanos > FORGET_NANOS);
        Map<InetSocketAddress, Picture.Server> servers = new LinkedHashMap<>();
        Set<InetSocketAddress> waiting = new HashSet<>(known.keySet());
        waiting.add(own);
        // Of servers that are in no configuration any more the roster may tell for long: only answers count.
        Set<InetSocketAddress> hearsay = new HashSet<>();
        for (int round = 0; round < ROUNDS && !waiting.isEmpty(); round++) {
            for (ServerStatus answer : StatusClient.askOnly(config.withServers(List.copyOf(waiting)), PATIENCE)) {
                note(answer, now, hearsay, servers);
            }
            waiting.clear();
            for (Picture.Server server : servers.values()) {
                collectMembers(server.status(), waiting);
                if (round == 0) {
                    collect(server.status().path("history").path("roster"), hearsay);
                }
            }
            if (round == 0) {
                waiting.addAll(hearsay);
            }
            waiting.removeAll(servers.keySet());
            hearsay.retainAll(waiting);
        }
        var sorted = new ArrayList<>(servers.values());
        sorted.sort((a, b) -> compare(a.address(), b.address()));
        return new Picture(System.currentTimeMillis(), System.nanoTime(), own, sorted);
    }

    private void note(
            ServerStatus answer,
            long now,
            Set<InetSocketAddress> hearsay,
            Map<InetSocketAddress, Picture.Server> servers) {
        JsonNode status = parse(answer.json());
        if (status != null) {
            Known entry = known.computeIfAbsent(answer.address(), address -> new Known());
            entry.heardNanos = now;
            entry.status = status;
            servers.put(answer.address(), new Picture.Server(answer.address(), status, true));
        } else if (known.containsKey(answer.address()) || !hearsay.contains(answer.address())) {
            Known entry = known.get(answer.address());
            JsonNode last = entry == null ? Json.object() : entry.status;
            servers.put(answer.address(), new Picture.Server(answer.address(), last, false));
        }
    }

    private static @Nullable JsonNode parse(@Nullable String json) {
        try {
            return json == null ? null : Json.read(json);
        } catch (JsonProcessingException e) {
            // Whoever answers like that is no server of this kind.
            return null;
        }
    }

    private static void collectMembers(JsonNode status, Set<InetSocketAddress> into) {
        collect(status.path("configuration").path("members"), into);
        for (JsonNode blocked : status.path("partition").path("blocked")) {
            add(blocked.asText(), into);
        }
    }

    private static void collect(JsonNode members, Set<InetSocketAddress> into) {
        for (JsonNode member : members) {
            add(member.path("address").asText(), into);
        }
    }

    private static void add(String text, Set<InetSocketAddress> into) {
        InetSocketAddress address = Addresses.parse(text);
        if (address != null) {
            into.add(address);
        }
    }

    private static int compare(InetSocketAddress a, InetSocketAddress b) {
        int byAddress = Arrays.compareUnsigned(
                a.getAddress().getAddress(), b.getAddress().getAddress());
        return byAddress != 0 ? byAddress : Integer.compare(a.getPort(), b.getPort());
    }
}
