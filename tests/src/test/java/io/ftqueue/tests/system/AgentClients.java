package io.ftqueue.tests.system;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.client.NoQueueException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The clients of an {@link Agent}, each with a name, which live on while the network is cut and heals. Items are words
 * without commas.
 */
final class AgentClients {

    private final ClientConfig config;
    private final Map<String, FtQueueClient> clients = new HashMap<>();
    private @Nullable Trickle trickle;

    AgentClients(ClientConfig config) {
        this.config = config;
    }

    /** Does what the words say, and says what came of it. */
    String obey(String[] words) {
        return switch (words[0]) {
            case "connect" -> connect(words[1], words[2]);
            case "trickle" -> {
                trickle = Trickle.start(config, Long.parseLong(words[1]), words[2]);
                yield "started";
            }
            case "mark" -> started().mark().toString();
            case "dry" -> String.join(",", started().stop());
            default -> operate(words);
        };
    }

    private String connect(String name, String servers) {
        var client = FtQueueClient.connect(config.withServers(Agent.endpoints(servers)));
        clients.put(name, client);
        return String.join(",", client.servers());
    }

    private Trickle started() {
        if (trickle == null) {
            throw new IllegalStateException("nothing trickles");
        }
        return trickle;
    }

    private String operate(String[] words) {
        FtQueueClient client = clients.get(words[1]);
        return switch (words[0]) {
            case "create" -> String.valueOf(client.create(words[2]));
            case "id" -> String.valueOf(client.id(words[2]).orElse(0));
            case "size" -> String.valueOf(size(client, Long.parseLong(words[2])));
            case "push" -> {
                for (String item : words[3].split(",", -1)) {
                    client.push(Long.parseLong(words[2]), item.getBytes(StandardCharsets.UTF_8));
                }
                yield "pushed";
            }
            case "pop" -> String.join(",", pop(client, ids(words[2]), Integer.parseInt(words[3])));
            case "destroy" -> {
                client.destroy(Long.parseLong(words[2]));
                yield "destroyed";
            }
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private static long size(FtQueueClient client, long id) {
        try {
            return client.size(id);
        } catch (NoQueueException e) {
            // So that tests can ask whether an id is valid.
            return -1;
        }
    }

    /** Pops so many items, or until there are none, by each of the ids in turn. */
    private static List<String> pop(FtQueueClient client, List<Long> ids, int most) {
        List<String> items = new ArrayList<>();
        while (items.size() < most) {
            Optional<byte[]> item = client.pop(ids.get(items.size() % ids.size()));
            if (item.isEmpty()) {
                return items;
            }
            items.add(new String(item.get(), StandardCharsets.UTF_8));
        }
        return items;
    }

    private static List<Long> ids(String text) {
        return Arrays.stream(text.split(",", -1)).map(Long::valueOf).toList();
    }
}
