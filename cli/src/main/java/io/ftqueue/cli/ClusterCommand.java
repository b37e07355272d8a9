package io.ftqueue.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.cli.Endpoints.EndpointConverter;
import io.ftqueue.client.ClientConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs servers and the web console of the first of them in one terminal. */
@Command(
        name = "cluster",
        description = {
            "Run several servers on this host until Ctrl-C, and the web console of the first.",
            "They use the group that commands ask: in another terminal, ./ftqueue create jobs."
        })
final class ClusterCommand extends CliCommand {

    private static final int DEFAULT_PORT = 8080;
    private static final int DEFAULT_CONSOLE = 8090;
    private static final int DEFAULT_RESP = 6379;
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_AGAIN_MILLIS = 1_000;

    @Option(
            names = {"-n", "--servers"},
            paramLabel = "N",
            description = "How many servers (default: 3).")
    private int servers = 3;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the first server, the others take the next ones (default: 8080, or the next free).")
    private @Nullable Integer port;

    @Option(
            names = "--console",
            paramLabel = "PORT",
            description = "Port of the web console (default: 8090, or the next free).")
    private @Nullable Integer console;

    @Option(names = "--no-console", description = "Run no web console.")
    private boolean noConsole;

    @Option(names = "--console-control", description = "Let the console push, pop, create, split and heal.")
    private boolean consoleControl;

    @Option(
            names = "--resp",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "6379",
            description = "Let Redis clients in, at this port of the first server and the next ones of the others "
                    + "(without PORT: 6379).")
    private @Nullable Integer resp;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep everything in directories in here, one a server (default: in memory only).")
    private @Nullable Path data;

    @Option(names = "--durability", paramLabel = "MODE", description = "With --data: fsync or async, as for 'server'.")
    private @Nullable String durability;

    @Option(
            names = "--group",
            paramLabel = "ADDRESS:PORT",
            converter = EndpointConverter.class,
            description = "Multicast group that clients send to (default: 224.0.0.1:5050).")
    private @Nullable InetSocketAddress group;

    @Option(
            names = "--member-group",
            paramLabel = "ADDRESS:PORT",
            converter = EndpointConverter.class,
            description = "Multicast group among the servers (default: 239.255.80.80:5051).")
    private @Nullable InetSocketAddress memberGroup;

    @Option(names = "--cluster", paramLabel = "NAME", description = "As for 'server' (default: ftqueue).")
    private @Nullable String cluster;

    @Option(
            names = {"--failures", "-F"},
            paramLabel = "F",
            description = "As for 'server' (default: 1).")
    private @Nullable Integer failures;

    /** For picocli, which sets the fields. */
    ClusterCommand() {}

    @Override
    int run() throws IOException, InterruptedException {
        check(servers >= 1 && servers <= 64, "--servers must be 1 to 64");
        check(durability == null || data != null, "--durability needs --data DIR: without it, all is in memory");
        check(console == null || !noConsole, "--console and --no-console contradict each other");
        check(!consoleControl || !noConsole, "--console-control needs the console");
        checkPort("--port", port, servers);
        checkPort("--console", console, 1);
        checkPort("--resp", resp, servers);
        ClientConfig config = clientConfig();
        try (var children = new Children(commonOptions(), data)) {
            start(children);
            return watch(children, config);
        }
    }

    private void checkPort(String option, @Nullable Integer first, int count) {
        check(
                first == null || (first >= 1 && first + count - 1 <= 65_535),
                option + " must be 1 to " + (65_536 - count) + ", not " + first);
    }

    /** A client's way to the servers. */
    private ClientConfig clientConfig() {
        ClientConfig config =
                ClientConfig.defaults().withBind(Endpoints.address("127.0.0.1")).withTimeout(Duration.ofSeconds(1));
        try {
            return group == null ? config : config.withGroup(group);
        } catch (IllegalArgumentException e) {
            throw mistake(String.valueOf(e.getMessage()));
        }
    }

    private List<String> commonOptions() {
        List<String> options = new ArrayList<>();
        if (group != null) {
            options.addAll(List.of("--group", LocalServers.text(group)));
        }
        if (memberGroup != null) {
            options.addAll(List.of("--member-group", LocalServers.text(memberGroup)));
        }
        if (cluster != null) {
            options.addAll(List.of("--cluster", cluster));
        }
        if (failures != null) {
            options.addAll(List.of("--failures", String.valueOf(failures)));
        }
        if (durability != null) {
            options.addAll(List.of("--durability", durability));
        }
        return options;
    }

    private void start(Children children) throws IOException {
        List<Integer> ports = port == null ? Ports.freeUdp(DEFAULT_PORT, servers) : Ports.given(port, servers);
        Integer consolePort = noConsole ? null : console;
        if (!noConsole && console == null) {
            consolePort = Ports.freeTcp(DEFAULT_CONSOLE, 1).get(0);
        }
        List<Integer> respPorts = resp == null ? List.of() : respPorts(resp);
        for (int i = 0; i < servers; i++) {
            List<String> options = new ArrayList<>();
            if (i == 0 && consolePort != null) {
                options.addAll(List.of("--console", String.valueOf(consolePort)));
                if (consoleControl) {
                    options.add("--console-control");
                }
            }
            if (resp != null) {
                options.addAll(List.of("--resp", String.valueOf(respPorts.get(i))));
            }
            children.start(LocalServers.nameOf(i), ports.get(i), options);
        }
        tellOfStart(children, consolePort, respPorts);
    }

    /** The port that is meant if it was named, or what is free from the usual one on. */
    private List<Integer> respPorts(int first) throws IOException {
        return first == DEFAULT_RESP ? Ports.freeTcp(first, servers) : Ports.given(first, servers);
    }

    private void tellOfStart(Children children, @Nullable Integer consolePort, List<Integer> respPorts) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SERVER", "ADDRESS", "PROCESS", "LOG"));
        for (Children.Child child : children.all()) {
            rows.add(List.of(
                    child.name(),
                    LocalServers.text(child.address()),
                    String.valueOf(child.process().pid()),
                    String.valueOf(child.log())));
        }
        output().lines(out -> StatusTable.printRows(out, rows));
        String url = "http://127.0.0.1:" + consolePort + "/";
        if (consolePort != null) {
            output().line("Console: " + url);
        }
        if (!respPorts.isEmpty()) {
            output().line("Redis clients: 127.0.0.1, ports " + respPorts.get(0) + " to "
                    + respPorts.get(respPorts.size() - 1));
        }
        output().event(event -> {
            event.put("event", "started");
            ArrayNode array = event.putArray("servers");
            for (Children.Child child : children.all()) {
                ObjectNode server = array.addObject();
                server.put("name", child.name());
                server.put("address", LocalServers.text(child.address()));
                server.put("process", child.process().pid());
                server.put("log", String.valueOf(child.log()));
            }
            if (consolePort != null) {
                event.put("console", url);
            }
            respPorts.forEach(event.withArray("/resp")::add);
        });
    }

    /** Until Ctrl-C, which ends this process, or until no server is left. */
    private int watch(Children children, ClientConfig config) throws InterruptedException {
        var line = new ClusterLine(output(), config, children);
        long startEnds = System.nanoTime() + START_NANOS;
        boolean served = false;
        while (true) {
            for (Children.Child ended : children.takeEnded()) {
                line.ended(ended);
                if (!served) {
                    return complain("server " + ended.name() + " did not start", ExitCode.FAILED);
                }
            }
            if (children.running().isEmpty()) {
                return complain("no server is left", ExitCode.FAILED);
            }
            List<JsonNode> statuses = line.update();
            served |= ClusterLine.serving(statuses) == servers;
            if (!served && System.nanoTime() - startEnds > 0) {
                return complain("the servers do not find together; see their logs", ExitCode.FAILED);
            }
            children.awaitEnd(served ? LOOK_AGAIN_MILLIS : LOOK_AGAIN_MILLIS / 10);
        }
    }
}
