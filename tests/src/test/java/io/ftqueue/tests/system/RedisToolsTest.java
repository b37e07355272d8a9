package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The real redis-cli and redis-benchmark against real servers. */
@ExtendWith(NeedsRedisTools.class)
class RedisToolsTest {

    private static final Pattern LISTENING = Pattern.compile("Clients of Redis at 127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    Path directory;

    @Test
    void usesTheQueuesOfTheGroupThroughAnyServer() {
        try (Servers servers = Servers.start(3, server -> List.of("--resp", "0"))) {
            servers.awaitOneConfiguration();
            int first = port(servers.get(0));
            int second = port(servers.get(1));

            assertThat(cli(first, "PING")).isEqualTo("PONG");
            assertThat(cli(first, "RPUSH", "jobs", "one", "two words", "three")).isEqualTo("3");
            assertThat(cli(second, "LPOP", "jobs")).isEqualTo("one");
            assertThat(cli(second, "LRANGE", "jobs", "0", "-1")).isEqualTo("two words\nthree");
            assertThat(cli(first, "LINDEX", "jobs", "0")).isEqualTo("two words");
            assertThat(cli(first, "EXISTS", "jobs", "none")).isEqualTo("1");
            assertThat(cli(first, "--scan", "--pattern", "j*")).isEqualTo("jobs");
            assertThat(cli(first, "-3", "HELLO", "3"))
                    .contains("server ftqueue")
                    .contains("proto 3");
            assertThat(cli(first, "INFO", "keyspace")).contains("db0:keys=1,expires=0,avg_ttl=0");
            assertThat(cli(first, "RPOP", "jobs")).startsWith("ERR 'rpop' is not supported");
            assertThat(cli(first, "SET", "a", "b"))
                    .startsWith("ERR unknown command 'SET', with args beginning with: 'a' 'b'");
            assertThat(cli(first, "BLPOP", "nothing", "0.1")).isEmpty();

            waitsAtOneServerForWhatIsPushedAtAnother(first, second);

            servers.get(1).kill();
            assertThat(cli(first, "LPOP", "jobs", "5")).isEqualTo("two words\nthree");
        }
    }

    private static void waitsAtOneServerForWhatIsPushedAtAnother(int first, int second) {
        try (ChildProcess waiting =
                ChildProcess.start(List.of("redis-cli", "-p", String.valueOf(first), "BLPOP", "urgent", "0"))) {
            Await.until(
                    "a blocked client",
                    Servers.PATIENCE,
                    () -> cli(first, "INFO", "clients").contains("blocked_clients:1"));
            assertThat(cli(second, "RPUSH", "urgent", "now")).isEqualTo("1");
            assertThat(waiting.awaitExit(Servers.PATIENCE)).isZero();
            assertThat(waiting.output()).isEqualTo("urgent\nnow");
        }
    }

    @Test
    void standsTheBenchmarkOfRedis() {
        try (Servers servers = Servers.start(3, server -> server == 0 ? List.of("--resp", "0") : List.of())) {
            servers.awaitOneConfiguration();
            int port = port(servers.get(0));
            for (String pipelined : List.of("1", "16")) {
                assertThat(benchmark(port, "-t", "rpush,lpop", "-n", "20000", "-c", "50", "-P", pipelined, "-q"))
                        .contains("RPUSH: ")
                        .contains("LPOP: ")
                        .doesNotContain("WARN")
                        .doesNotContainIgnoringCase("error");
                // Each push was popped, or not one was: both have run to the end.
                assertThat(cli(port, "LLEN", "mylist")).isEqualTo("0");
            }
            assertThat(benchmark(port, "-t", "ping", "-n", "10000", "-c", "10", "-q"))
                    .contains("PING_INLINE: ")
                    .contains("PING_MBULK: ");
            assertThat(cli(port, "INFO", "stats"))
                    .contains("total_error_replies:0")
                    .contains("protocol_errors:0");
        }
    }

    @Test
    void asksForThePassword() throws IOException {
        Path file = directory.resolve("password");
        Files.writeString(file, "s3cret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (Servers servers =
                Servers.start(1, server -> List.of("--resp", "0", "--resp-password-file", file.toString()))) {
            int port = port(servers.get(0));
            assertThat(cli(port, "RPUSH", "k", "v")).isEqualTo("NOAUTH Authentication required.");
            assertThat(cli(port, "--no-auth-warning", "-a", "s3cret", "RPUSH", "k", "v"))
                    .isEqualTo("1");
            assertThat(cli(port, "--no-auth-warning", "-a", "wrong", "RPUSH", "k", "v"))
                    .contains("WRONGPASS")
                    .contains("NOAUTH");
        }
    }

    private static int port(ServerProcess server) {
        Await.until(
                "a gateway for clients of Redis",
                ServerProcess.START_PATIENCE,
                () -> LISTENING.matcher(server.output()).find());
        Matcher found = LISTENING.matcher(server.output());
        assertThat(found.find()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static String cli(int port, String... arguments) {
        return run(Stream.concat(Stream.of("redis-cli", "-p", String.valueOf(port)), Stream.of(arguments))
                .toList());
    }

    private static String benchmark(int port, String... arguments) {
        return run(Stream.concat(Stream.of("redis-benchmark", "-p", String.valueOf(port)), Stream.of(arguments))
                .toList());
    }

    /** What a command prints; redis-cli ends with 0 whatever it is told. */
    private static String run(List<String> command) {
        try (ChildProcess process = ChildProcess.start(new ArrayList<>(command))) {
            assertThat(process.awaitExit(Duration.ofSeconds(60)))
                    .as("%s: %s", command, process.output())
                    .isZero();
            return process.output().strip();
        }
    }
}
