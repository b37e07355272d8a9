package io.ftqueue.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.client.StatusClient;
import io.ftqueue.client.StatusClient.ServerStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks every server how it is. */
@Command(name = "status", description = "Print how every server is that can be found.")
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions options;

    @Option(names = "--json", description = "Print everything the servers tell, as a JSON array.")
    private boolean json;

    private final ObjectMapper mapper = new ObjectMapper();

    /** For picocli, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    StatusCommand() {}

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        List<ServerStatus> servers = StatusClient.ask(options.config());
        ArrayNode statuses = mapper.createArrayNode();
        for (ServerStatus server : servers) {
            statuses.add(node(server));
        }
        if (json) {
            out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(statuses));
        } else {
            new StatusTable(statuses).print(out);
        }
        return servers.stream().allMatch(server -> server.json() != null) ? ExitCode.OK : ExitCode.FAILED;
    }

    /** A server's status, or what is known of one that is silent. */
    private JsonNode node(ServerStatus server) throws JsonProcessingException {
        if (server.json() != null) {
            return mapper.readTree(server.json());
        }
        ObjectNode silent = mapper.createObjectNode();
        silent.put("name", server.name());
        silent.put(
                "address",
                server.address().getAddress().getHostAddress() + ":"
                        + server.address().getPort());
        silent.put("state", "NO ANSWER");
        return silent;
    }

    /** Statuses as a person wants to read them. */
    static final class StatusTable {

        private final JsonNode statuses;

        StatusTable(JsonNode statuses) {
            this.statuses = statuses;
        }

        void print(PrintWriter out) {
            printServers(out);
            out.println();
            printConfigurations(out);
            printQueues(out);
        }

        private void printServers(PrintWriter out) {
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("SERVER", "ADDRESS", "STATE", "PHASE", "SLOT", "STABLE", "STATE HASH"));
            for (JsonNode status : statuses) {
                rows.add(List.of(
                        text(status, "name"),
                        text(status, "address"),
                        text(status, "state"),
                        text(status, "phase"),
                        text(status, "deliveredSlot"),
                        text(status, "stableSlot"),
                        text(status, "stateHash")));
            }
            printRows(out, rows);
        }

        /** Each configuration once; more than one means that not all servers hear each other. */
        private void printConfigurations(PrintWriter out) {
            for (JsonNode configuration : distinct("configuration", "id").values()) {
                JsonNode members = configuration.get("members");
                var names = new ArrayList<String>();
                for (JsonNode member : members) {
                    String name = text(member, "name");
                    names.add((name.isEmpty() ? text(member, "address") : name)
                            + (member.path("ready").asBoolean() ? "" : " (catching up)"));
                }
                out.println("Configuration " + text(configuration, "epoch") + ", "
                        + members.size() + (members.size() == 1 ? " member: " : " members: ")
                        + String.join(", ", names));
            }
        }

        /** The queues of each component, as one of its servers tells them. */
        private void printQueues(PrintWriter out) {
            Map<String, JsonNode> components = new LinkedHashMap<>();
            for (JsonNode status : statuses) {
                if (status.path("queues").isArray()) {
                    components.putIfAbsent(
                            status.path("configuration").path("id").asText(), status);
                }
            }
            for (JsonNode status : components.values()) {
                JsonNode queues = status.get("queues");
                if (queues.isEmpty()) {
                    out.println("No queues");
                    continue;
                }
                out.println();
                var rows = new ArrayList<List<String>>();
                rows.add(List.of("QUEUE", "LABEL", "SIZE"));
                for (JsonNode queue : queues) {
                    String label = queue.has("label") ? text(queue, "label") : "base64:" + text(queue, "labelBase64");
                    rows.add(List.of(text(queue, "id"), label, text(queue, "size")));
                }
                printRows(out, rows);
            }
        }

        private Map<String, JsonNode> distinct(String field, String key) {
            Map<String, JsonNode> distinct = new LinkedHashMap<>();
            for (JsonNode status : statuses) {
                JsonNode value = status.path(field);
                if (value.isObject()) {
                    distinct.putIfAbsent(text(value, key), value);
                }
            }
            return distinct;
        }

        private static String text(JsonNode node, String field) {
            return node.path(field).asText("");
        }

        private static void printRows(PrintWriter out, List<List<String>> rows) {
            int columns = rows.get(0).size();
            int[] widths = new int[columns];
            for (List<String> row : rows) {
                for (int i = 0; i < columns; i++) {
                    widths[i] = Math.max(widths[i], row.get(i).length());
                }
            }
            for (List<String> row : rows) {
                var line = new StringBuilder();
                for (int i = 0; i < columns; i++) {
                    line.append(row.get(i))
                            .append(" ".repeat(widths[i] - row.get(i).length() + 2));
                }
                out.println(line.toString().stripTrailing());
            }
        }
    }
}
