package io.ftqueue.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Statuses as a person wants to read them. */
final class StatusTable {

    /** The most merges that are shown of a component. */
    private static final int MAX_MERGES = 3;

    private final JsonNode statuses;

    StatusTable(JsonNode statuses) {
        this.statuses = statuses;
    }

    void print(PrintWriter out) {
        printServers(out);
        out.println();
        printConfigurations(out);
        printPartitions(out);
        printQueues(out);
        printMerges(out);
        printRefusals(out);
    }

    private void printServers(PrintWriter out) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("#", "SERVER", "ADDRESS", "STATE", "PHASE", "SLOT", "STABLE", "STATE HASH"));
        for (JsonNode status : statuses) {
            rows.add(List.of(
                    String.valueOf(rows.size()),
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

    /** Which servers only pretend that they do not hear others. */
    private void printPartitions(PrintWriter out) {
        Map<String, String> names = new LinkedHashMap<>();
        statuses.forEach(status -> names.put(text(status, "address"), text(status, "name")));
        for (JsonNode status : statuses) {
            JsonNode partition = status.path("partition");
            var blocked = new ArrayList<String>();
            partition
                    .path("blocked")
                    .forEach(server -> blocked.add(names.getOrDefault(server.asText(), server.asText())));
            if (!blocked.isEmpty()) {
                out.println("Split to try it out: " + text(status, "name") + " does not hear "
                        + String.join(", ", blocked)
                        + (partition.path("silent").asBoolean() ? ", and leaves answers to text requests to them" : "")
                        + (partition.path("healsAfter").isNumber()
                                ? "; heals after " + text(partition, "healsAfter") + " more text requests"
                                : ""));
            }
        }
    }

    /** The last merges, newest last. All that were part of one tell the same of it, one that started later nothing. */
    private void printMerges(PrintWriter out) {
        for (JsonNode status : components().values()) {
            JsonNode most = status;
            for (JsonNode other : statuses) {
                boolean together = configurationOf(other).equals(configurationOf(status));
                if (together
                        && other.path("merges").size() > most.path("merges").size()) {
                    most = other;
                }
            }
            JsonNode merges = most.path("merges");
            for (int i = Math.max(0, merges.size() - MAX_MERGES); i < merges.size(); i++) {
                out.println();
                MergeText.print(merges.get(i), out);
            }
        }
    }

    private void printRefusals(PrintWriter out) {
        for (JsonNode status : statuses) {
            for (JsonNode refusal : status.path("refusals")) {
                out.println("Refused by " + text(status, "name") + ": " + text(refusal, "reason"));
            }
        }
    }

    private static String configurationOf(JsonNode status) {
        return status.path("configuration").path("id").asText();
    }

    /** One server of each component. */
    private Map<String, JsonNode> components() {
        Map<String, JsonNode> components = new LinkedHashMap<>();
        for (JsonNode status : statuses) {
            if (status.path("queues").isArray()) {
                components.putIfAbsent(configurationOf(status), status);
            }
        }
        return components;
    }

    /** The queues of each component, as one of its servers tells them. */
    private void printQueues(PrintWriter out) {
        for (JsonNode status : components().values()) {
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

    /** Columns, each as wide as it has to be. */
    static void printRows(PrintWriter out, List<List<String>> rows) {
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
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
