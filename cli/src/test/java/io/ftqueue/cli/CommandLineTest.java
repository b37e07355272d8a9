package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.server.FtQueueServer;
import io.ftqueue.server.ServerConfig;
import io.ftqueue.server.StartException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** The commands as they are typed, against a server of this process. */
@Timeout(60)
class CommandLineTest {

    private static ServerConfig config;
    private static FtQueueServer server;

    /** What a command did. */
    private record Outcome(int exitCode, String out, String err) {}

    @BeforeAll
    static void start() throws IOException, StartException {
        config = ServerConfig.defaults()
                .withBind(Endpoints.address("127.0.0.1"), freePort())
                .withGroups(
                        new InetSocketAddress(Endpoints.address("239.255.82.1"), freePort()),
                        new InetSocketAddress(Endpoints.address("239.255.82.2"), freePort()))
                .withName("solo")
                .withCluster("cli-test-" + ProcessHandle.current().pid());
        server = FtQueueServer.start(config);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void queuesWorkFromTheCommandLine() {
        String id = client("create", "fruit").out().strip();
        assertThat(id).matches("[1-9]\\d*");
        assertThat(client("id", "fruit")).isEqualTo(new Outcome(0, id + "\n", ""));
        assertThat(client("push", id, "apple", "-5", "blood orange")).isEqualTo(new Outcome(0, "", ""));
        assertThat(client("size", id)).isEqualTo(new Outcome(0, "3\n", ""));
        assertThat(client("top", id)).isEqualTo(new Outcome(0, "apple\n", ""));
        assertThat(client("pop", id)).isEqualTo(new Outcome(0, "apple\n", ""));
        assertThat(client("pop", id)).isEqualTo(new Outcome(0, "-5\n", ""));
        assertThat(client("pop", id)).isEqualTo(new Outcome(0, "blood orange\n", ""));
        assertThat(client("pop", id)).isEqualTo(new Outcome(1, "", "ftqueue: queue " + id + " is empty\n"));
        assertThat(client("destroy", id)).isEqualTo(new Outcome(0, "", ""));
        assertThat(client("size", id)).isEqualTo(new Outcome(1, "", "ftqueue: there is no queue " + id + "\n"));
        assertThat(client("id", "fruit").exitCode()).isEqualTo(1);
    }

    @Test
    void theStatusNamesTheServer() {
        assertThat(client("status").out()).contains("solo", "OPERATIONAL", "SERVING", "1 member: solo");
        assertThat(client("status", "--json").out()).startsWith("[ {").contains("\"storage\" : \"memory only\"");
    }

    @Test
    void aServerMayBeNamed() {
        String address = "127.0.0.1:" + server.address().getPort();
        assertThat(run("id", "--server", address, "nothing").exitCode()).isEqualTo(1);
        assertThat(run("status", "--server", address).out()).contains("solo");
    }

    @Test
    void saysInOneLineThatNoServerIsThere() throws IOException {
        Outcome outcome = run("size", "--group", "239.255.82.3:" + freePort(), "--timeout", "0.1", "1");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("no server answered").hasLineCount(1);
    }

    @Test
    void saysInOneLineWhatIsWrongWithACommand() {
        usage("which command", new String[0]);
        usage("frob", "frob");
        usage("'x' is not a long", "pop", "x");
        usage("Missing required parameter", "push", "1");
        usage("unknown option '--tmeout'", "push", "1", "--tmeout", "3");
        usage("unknown option '-x'", "create", "-x");
        usage("Unknown option: '--tmeout'", "size", "--tmeout", "1");
        usage("--timeout", "size", "--timeout", "0", "1");
        usage("no multicast address", "size", "--group", "10.0.0.1:1", "1");
        usage("is not ADDRESS:PORT", "server", "--group", "239.1.1.1");
        usage("ports are 1 to 65535", "server", "--group", "239.1.1.1:0");
        usage("--bind 0.0.0.0", "server", "--bind", "0.0.0.0");
        usage("--group wants an IPv4 multicast address", "server", "--group", "10.0.0.1:5050");
        usage("--port must be 1 to 65535", "server", "--port", "0");
        usage("--failures must be 0 to 63", "server", "-F", "64");
        usage("--outstanding", "bench", "--outstanding", "2000");
        usage("--seeds", "simulate", "--seeds", "0");
    }

    @Test
    void aServerThatCannotStartSaysWhy() {
        Outcome outcome =
                run("server", "--port", String.valueOf(server.address().getPort()));
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("is in use").hasLineCount(1);
    }

    @Test
    void simulatesASeed() {
        Outcome outcome = run("simulate", "--seed", "1");
        assertThat(outcome.out()).startsWith("SEED=1 SEEDS=1\n").contains("1 seeds, 0 failed");
        assertThat(outcome.exitCode()).isZero();
    }

    private static void usage(String complaint, String... arguments) {
        Outcome outcome = run(arguments);
        assertThat(outcome.err()).contains(complaint).contains("--help").hasLineCount(1);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
    }

    private static Outcome client(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--group", LocalServers.text(config.clientGroup())));
        all.addAll(Arrays.asList(arguments));
        return run(all.toArray(String[]::new));
    }

    private static Outcome run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new StringWriter();
        PrintStream standard = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
            int exitCode = command.execute(arguments);
            return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
        } finally {
            System.setOut(standard);
        }
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort();
        }
    }
}
