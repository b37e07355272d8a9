package io.ftqueue.cli;

import static io.ftqueue.cli.SoloServer.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.cli.SoloServer.Outcome;
import io.ftqueue.server.StartException;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands as they are typed, against a server of this process. */
@Timeout(60)
class CommandLineTest {

    private static SoloServer server;

    @BeforeAll
    static void start() throws IOException, StartException {
        server = SoloServer.start();
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
        assertThat(client("pop", id)).isEqualTo(new Outcome(5, "", "ftqueue: queue " + id + " is empty\n"));
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
        String address = "127.0.0.1:" + server.port();
        assertThat(run("id", "--server", address, "nothing").exitCode()).isEqualTo(1);
        assertThat(run("status", "--server", address).out()).contains("solo");
    }

    @Test
    void saysInOneLineThatNoServerIsThere() throws IOException {
        Outcome outcome = run("size", "--group", "239.255.82.3:" + SoloServer.freePort(), "--timeout", "0.1", "1");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("no server answered").hasLineCount(1);
    }

    @Test
    void saysInOneLineWhatIsWrongWithACommand() {
        usage("which command", new String[0]);
        usage("frob", "frob");
        usage("'id:x' is no id", "pop", "id:x");
        usage("'base64:?' is no base64", "pop", "base64:?");
        usage("'id:7' is an id", "create", "id:7");
        usage("a label has at most 1024 bytes", "create", "x".repeat(1_025));
        usage("item 2 has 60001 bytes", "push", "7", "x", "x".repeat(60_001));
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
        Outcome outcome = run("server", "--port", String.valueOf(server.port()));
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
        return server.client(command, arguments);
    }
}
