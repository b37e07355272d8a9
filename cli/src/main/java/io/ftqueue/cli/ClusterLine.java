package io.ftqueue.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.NoServerException;
import io.ftqueue.client.StatusClient;
import io.ftqueue.client.StatusClient.ServerStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the servers of a cluster are, in one line: kept up to date on a terminal, else printed when it changes. */
final class ClusterLine {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLEAR = "\r\u001b[2K";

    private final Output output;
    private final ClientConfig config;
    private final Children children;
    private final boolean live = Screen.isTerminal(Screen.STDOUT);
    private String last = "";

    ClusterLine(Output output, ClientConfig config, Children children) {
        this.output = output;
        this.config = config;
        this.children = children;
    }

    /** Asks the servers, and shows what they say. */
    List<JsonNode> update() {
        List<JsonNode> statuses = ask();
        String group = group(statuses);
        String queues = queues(statuses);
        if (live) {
            output.text(CLEAR + group + queues + "  (Ctrl-C stops all)");
        } else if (!group.equals(last)) {
            output.line(group);
        }
        if (!group.equals(last)) {
            output.event(event -> {
                event.put("event", "status");
                event.put("serving", serving(statuses));
                event.put("servers", children.all().size());
                event.put("components", components(statuses).size());
            });
        }
        last = group;
        return statuses;
    }

    /** Tells of a server that has ended though nobody told it to. */
    void ended(Children.Child child) {
        int exitCode = child.process().exitValue();
        String said = lastLine(child);
        output.text(live ? CLEAR : "");
        output.line("Server " + child.name() + " has ended with exit code " + exitCode
                + (said.isEmpty() ? "" : ", saying: " + said));
        output.event(event -> {
            event.put("event", "ended");
            event.put("server", child.name());
            event.put("serverExitCode", exitCode);
            event.put("said", said);
        });
    }

    static int serving(List<JsonNode> statuses) {
        return (int) statuses.stream()
                .filter(status -> status.path("phase").asText().equals("SERVING"))
                .count();
    }

    private String group(List<JsonNode> statuses) {
        int components = components(statuses).size();
        String together = components > 1
                ? "in " + components + " components"
                : "configuration "
                        + statuses.stream()
                                .map(status -> status.path("configuration")
                                        .path("epoch")
                                        .asText())
                                .findFirst()
                                .orElse("none");
        return serving(statuses) + " of " + children.all().size() + " servers serve, " + together;
    }

    private static String queues(List<JsonNode> statuses) {
        if (statuses.isEmpty()) {
            return "";
        }
        JsonNode queues = statuses.get(0).path("queues");
        long items = 0;
        for (JsonNode queue : queues) {
            items += queue.path("size").asLong();
        }
        return String.format(
                Locale.ROOT,
                ", %,d %s, %,d %s",
                queues.size(),
                queues.size() == 1 ? "queue" : "queues",
                items,
                items == 1 ? "item" : "items");
    }

    private static List<String> components(List<JsonNode> statuses) {
        return statuses.stream()
                .map(status -> status.path("configuration").path("id").asText())
                .distinct()
                .collect(Collectors.toList());
    }

    private List<JsonNode> ask() {
        List<JsonNode> statuses = new ArrayList<>();
        try {
            var addresses =
                    children.running().stream().map(Children.Child::address).toList();
            for (ServerStatus status : StatusClient.ask(config.withServers(addresses))) {
                if (status.json() != null && addresses.contains(status.address())) {
                    statuses.add(JSON.readTree(status.json()));
                }
            }
            return statuses;
        } catch (NoServerException e) {
            // None is there yet.
            return List.of();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a server answers with something that is no JSON", e);
        }
    }

    private static String lastLine(Children.Child child) {
        try {
            List<String> lines = Files.readAllLines(child.log());
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + child.log(), e);
        }
    }
}
