package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster in one terminal, and a shell that is fed from a pipe, as processes. */
@Timeout(120)
class ClusterAndShellTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aClusterServesUntilItIsToldToStopAndLeavesNothingBehind() throws IOException {
        List<Integer> ports = Servers.freePorts(3);
        String group = "224.0.0.1:" + ports.get(0);
        try (ChildProcess cluster = cluster(ports, "--json")) {
            JsonNode started = JSON.readTree(cluster.awaitLine("the start", PATIENCE, line -> line.contains("started"))
                    .text());
            List<ProcessHandle> children = children(started);
            assertThat(children).hasSize(2).allMatch(ProcessHandle::isAlive);
            cluster.awaitLine(
                    "both to serve",
                    PATIENCE,
                    line -> line.contains("\"serving\":2,") && line.contains("\"components\":1"));
            assertThat(status(started.path("console").asText())).isEqualTo(200);

            ChildProcess shell = shell("--group", group);
            shell.tell("create jobs\npush jobs first second\npop jobs\npop nowhere\nsize jobs\nexit");
            assertThat(shell.awaitExit(PATIENCE)).as(shell.output()).isEqualTo(1);
            assertThat(shell.lines().stream().map(ChildProcess.Line::text).skip(1))
                    .containsExactly(
                            "first", "ftqueue: line 4: there is no queue nowhere; make it with: create nowhere", "1");

            ChildProcess.run("kill", "-TERM", String.valueOf(cluster.pid()));
            assertThat(cluster.awaitExit(PATIENCE)).isEqualTo(143);
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            for (ChildProcess.Line line : cluster.lines()) {
                assertThat(JSON.readTree(line.text()).path("event").asText()).isNotEmpty();
            }
        }
    }

    @Test
    void theServersOfAClusterThatIsKilledStop() throws IOException {
        ChildProcess cluster = cluster(Servers.freePorts(3), "--json", "--no-console");
        List<ProcessHandle> children =
                children(JSON.readTree(cluster.awaitLine("the start", PATIENCE, line -> line.contains("started"))
                        .text()));
        assertThat(children).hasSize(2);
        cluster.close();
        Await.until("the end of its servers", PATIENCE, () -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void aClusterThatCannotStartSaysWhyAndLeavesNothingBehind() throws IOException {
        List<Integer> ports = Servers.freePorts(3);
        try (DatagramSocket taken =
                        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(2)));
                ChildProcess cluster = cluster(ports, "--no-console")) {
            assertThat(taken.isBound()).isTrue();
            assertThat(cluster.awaitExit(PATIENCE)).as(cluster.output()).isEqualTo(1);
            assertThat(cluster.output())
                    .contains(
                            "Server a has ended with exit code 1, saying: ftqueue: port " + ports.get(2),
                            "did not start");
        }
        try (ChildProcess cluster = cluster(ports, "--group", "10.0.0.1:5050")) {
            assertThat(cluster.awaitExit(PATIENCE)).as(cluster.output()).isEqualTo(2);
            assertThat(cluster.output())
                    .contains("10.0.0.1 is no multicast address")
                    .hasLineCount(1);
        }
    }

    private static ChildProcess cluster(List<Integer> ports, String... more) {
        List<String> options = new ArrayList<>(List.of("cluster", "-n", "2", "--port", String.valueOf(ports.get(2))));
        options.addAll(List.of("--member-group", "239.255.80.90:" + ports.get(1)));
        options.addAll(List.of("--cluster", "cluster-test-" + ports.get(0)));
        List<String> given = List.of(more);
        if (!given.contains("--group")) {
            options.addAll(List.of("--group", "224.0.0.1:" + ports.get(0)));
        }
        options.addAll(given);
        return ChildProcess.start(ChildProcess.java(Servers.MAIN, options.toArray(String[]::new)));
    }

    private static ChildProcess shell(String... options) {
        List<String> words = new ArrayList<>(List.of("shell"));
        words.addAll(List.of(options));
        return ChildProcess.start(ChildProcess.java(Servers.MAIN, words.toArray(String[]::new)));
    }

    private static List<ProcessHandle> children(JsonNode started) {
        List<ProcessHandle> children = new ArrayList<>();
        for (JsonNode server : started.path("servers")) {
            Optional<ProcessHandle> child =
                    ProcessHandle.of(server.path("process").asLong());
            child.ifPresent(children::add);
        }
        return children;
    }

    private static int status(String url) throws IOException {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
