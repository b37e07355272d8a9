package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All servers that are known, as they were at one moment.
 *
 * @param atMillis when, milliseconds since 1970
 * @param nanos the same by the clock that measures intervals
 * @param own the address of the server that the gateway speaks for
 * @param servers all of them, in the order of their addresses
 */
record Picture(long atMillis, long nanos, InetSocketAddress own, List<Server> servers) {

    Picture {
        servers = List.copyOf(servers);
    }

    /**
     * A server.
     *
     * @param status what it tells of itself, or what was known last of one that is silent; perhaps nothing
     * @param answers whether it has answered
     */
    record Server(InetSocketAddress address, JsonNode status, boolean answers) {

        String name() {
            String name = status.path("name").asText();
            return name.isEmpty() ? Addresses.text(address) : name;
        }

        /** Whether it holds the state and executes operations. */
        boolean serves() {
            return answers && status.path("phase").asText().equals("SERVING");
        }

        /** The configuration that it says it is in; empty for none. */
        String configuration() {
            return status.path("configuration").path("id").asText();
        }

        /** What it does, in a word. */
        String health() {
            if (!answers) {
                return "silent";
            }
            if (!status.path("state").asText().equals("OPERATIONAL")) {
                return status.path("configuration").isObject() ? "regrouping" : "starting";
            }
            return switch (status.path("phase").asText()) {
                case "SERVING" -> status.path("storage").asText().endsWith("nearly full") ? "nearly-full" : "serving";
                case "EXCHANGE", "TRANSFER" -> "merging";
                case "HOLLOW" -> "hollow";
                default -> "starting";
            };
        }

        /** A counter; 0 if it has none. */
        long counter(String name) {
            return status.path("counters").path(name).asLong();
        }
    }

    /** The server that the gateway speaks for; null if nothing is known of it. */
    @Nullable
    Server ownServer() {
        return find(own);
    }

    /** The server of that address; null if there is none. */
    @Nullable
    Server find(InetSocketAddress address) {
        for (Server server : servers) {
            if (server.address().equals(address)) {
                return server;
            }
        }
        return null;
    }

    /** Those that have answered. */
    List<Server> answering() {
        var answering = new ArrayList<Server>();
        for (Server server : servers) {
            if (server.answers()) {
                answering.add(server);
            }
        }
        return answering;
    }
}
