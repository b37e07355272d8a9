package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every command, as a person or a script uses it: what it prints, and with which code it ends. */
class CommandsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NO_SERVER = 3;
    private static final int EMPTY = 5;

    private static Servers servers;

    /** How a command has ended. */
    private record Outcome(int exitCode, String output) {}

    @BeforeAll
    static void startServers() {
        servers = Servers.start(3);
        servers.awaitOneConfiguration();
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @Test
    void queuesAreMadeUsedAndRemoved() {
        String id = ask(OK, "create", "orders");
        assertThat(id).matches("[1-9][0-9]*");
        assertThat(ask(OK, "create", "orders")).isEqualTo(id);
        assertThat(ask(OK, "id", "orders")).isEqualTo(id);
        assertThat(ask(OK, "push", id, "first item", "second", "3")).isEmpty();
        assertThat(ask(OK, "size", id)).isEqualTo("3");
        assertThat(ask(OK, "top", id)).isEqualTo("first item");
        assertThat(ask(OK, "pop", id)).isEqualTo("first item");
        assertThat(ask(OK, "pop", id)).isEqualTo("second");
        assertThat(ask(OK, "pop", id)).isEqualTo("3");
        assertThat(ask(EMPTY, "pop", id)).isEqualTo("ftqueue: queue " + id + " is empty");
        assertThat(ask(OK, "destroy", id)).isEmpty();
        assertThat(ask(FAILED, "id", "orders")).contains("there is no queue").contains("orders");
        List<List<String>> lines = new ArrayList<>();
        for (String command : List.of("pop", "top", "size", "destroy")) {
            lines.add(toGroup(command, id));
        }
        lines.add(toGroup("push", id, "item"));
        assertThat(runAll(lines)).containsOnly(new Outcome(FAILED, "ftqueue: there is no queue " + id));
    }

    @Test
    void anItemMayBeANumberBelowZero() {
        String id = ask(OK, "create", "-7");
        assertThat(ask(OK, "id", "-7")).isEqualTo(id);
        ask(OK, "push", id, "-1", "2");
        assertThat(ask(OK, "pop", id)).isEqualTo("-1");
    }

    @Test
    void statusShowsEveryServerTheConfigurationAndTheQueues() {
        String id = ask(OK, "create", "shown");
        ask(OK, "push", id, "item");
        String table = ask(OK, "status");
        Status one = servers.awaitEqualStates().get(0);
        assertThat(table).contains("SERVER", "ADDRESS", "STATE HASH", "QUEUE", "LABEL", "shown");
        for (ServerProcess server : servers.all()) {
            assertThat(table.lines())
                    .anyMatch(line -> line.contains(Servers.text(server.address()))
                            && line.contains("OPERATIONAL")
                            && line.contains("SERVING")
                            && line.contains(one.stateHash()));
        }
        assertThat(table).contains("3 members: s1, s2, s3");
    }

    @Test
    void statusAsJsonHasEverythingAScriptMayWant() {
        String id = ask(OK, "create", "listed");
        ask(OK, "push", id, "item");
        servers.awaitEqualStates();
        List<Status> statuses = Status.parse(ask(OK, "status", "--json"));
        assertThat(statuses)
                .extracting(Status::address)
                .containsExactlyInAnyOrderElementsOf(
                        servers.addresses().stream().map(Servers::text).toList());
        assertThat(Status.areOneConfiguration(statuses, 3)).isTrue();
        assertThat(Status.areEqual(statuses)).isTrue();
        for (Status status : statuses) {
            JsonNode json = status.json();
            assertThat(json.path("name").asText()).matches("s[123]");
            assertThat(json.path("member").asText()).isNotEmpty();
            assertThat(json.path("version").asText()).isNotEmpty();
            assertThat(json.path("uptimeMillis").asLong()).isPositive();
            assertThat(json.path("storage").asText()).isNotEmpty();
            assertThat(json.path("state").asText()).isEqualTo("OPERATIONAL");
            assertThat(json.path("stateHash").asText()).matches("[0-9a-f]{16}");
            assertThat(json.path("deliveredSlot").asLong(-1)).isPositive();
            assertThat(json.path("stableSlot").isIntegralNumber()).isTrue();
            assertThat(json.path("configuration").path("epoch").asLong()).isPositive();
            for (JsonNode member : json.path("configuration").path("members")) {
                assertThat(member.path("id").asText()).isNotEmpty();
                assertThat(member.path("name").asText()).matches("s[123]");
                assertThat(member.path("address").asText()).startsWith("127.0.0.1:");
                assertThat(member.path("deliveredSlot").asLong(-1)).isPositive();
                assertThat(member.path("ready").asBoolean()).isTrue();
            }
            assertThat(json.path("queues"))
                    .anyMatch(queue -> queue.path("id").asText().equals(id)
                            && queue.path("label").asText().equals("listed")
                            && queue.path("size").asLong() == 1);
            assertThat(json.path("counters").size()).isGreaterThan(20);
        }
    }

    @Test
    void commandsMayNameAServerInsteadOfTheGroup() {
        String server = Servers.text(servers.get(1).address());
        Outcome outcome = run("create", "named", "--server", server);
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(OK);
        assertThat(ask(OK, "id", "named")).isEqualTo(outcome.output());
    }

    @Test
    void whereNoServerIsCommandsSaySoInOneLine() {
        String nobody = "127.0.0.1:" + Servers.freePorts(1).get(0);
        List<List<String>> lines = new ArrayList<>();
        for (String words : List.of(
                "create x",
                "id x",
                "push 1 x",
                "pop 1",
                "top 1",
                "size 1",
                "destroy 1",
                "status",
                "partition 1/2",
                "heal",
                "forget 1")) {
            List<String> line = new ArrayList<>(List.of(words.split(" ", -1)));
            line.addAll(List.of("--server", nobody, "--timeout", "0.3"));
            lines.add(line);
        }
        runAll(lines).forEach(outcome -> {
            assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(NO_SERVER);
            assertThat(outcome.output().lines()).singleElement().asString().startsWith("ftqueue: no server answered");
        });
    }

    @Test
    void aLineThatMakesNoSenseIsAnsweredWithOneLine() {
        List<List<String>> lines = new ArrayList<>();
        for (String words : List.of(
                "dance",
                "push 1",
                "pop id:one",
                "size",
                "status --loud",
                "size 1 --server nonsense",
                "size 1 --timeout 0",
                "bench --servers 0",
                "simulate --seeds 0")) {
            lines.add(List.of(words.split(" ", -1)));
        }
        lines.add(List.of());
        runAll(lines).forEach(outcome -> {
            assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(USAGE);
            assertThat(outcome.output().lines())
                    .singleElement()
                    .asString()
                    .startsWith("ftqueue: ")
                    .contains("--help");
        });
    }

    @Test
    void helpAndVersionTellWhatThereIs() {
        List<Outcome> outcomes = runAll(List.of(List.of("--help"), List.of("--version"), List.of("server", "--help")));
        assertThat(outcomes).extracting(Outcome::exitCode).containsOnly(OK);
        assertThat(outcomes.get(0).output())
                .contains("server", "create", "id", "push", "pop", "top", "size", "destroy", "status")
                .contains("demo", "bench", "simulate", "partition", "heal", "forget", "Exit codes:");
        assertThat(outcomes.get(1).output()).startsWith("ftqueue ");
        assertThat(outcomes.get(2).output())
                .contains("--bind", "--port", "--group", "--member-group", "--peers", "--uniAddr")
                .contains("--multiAddr", "--multiPort", "--name", "--cluster", "--failures", "--mock-heal-after");
    }

    @Test
    void aServerThatIsToldToStopSaysSoAndTheOthersGoOn() {
        try (Servers own = Servers.start(2)) {
            own.awaitOneConfiguration();
            ChildProcess.run("kill", "-TERM", String.valueOf(own.get(0).pid()));
            Await.until("its end", Servers.PATIENCE, () -> !own.get(0).isAlive());
            assertThat(own.get(0).output()).contains("Stopped");
            try (TextClient client = new TextClient(own.clientGroup())) {
                assertThat(client.ask("qCreate,5")).matches("[1-9][0-9]*");
            }
        }
    }

    @Test
    void serversAreSplitAndHealed() {
        try (Servers own = Servers.start(3)) {
            own.awaitOneConfiguration();
            List<InetSocketAddress> ascending = own.addresses().stream()
                    .sorted(Comparator.comparingInt(InetSocketAddress::getPort))
                    .toList();
            String third = Servers.text(ascending.get(2));
            String group = Servers.text(own.clientGroup());

            Outcome split = run("partition", "1,2/3", "--group", group);
            assertThat(split.exitCode()).as(split.output()).isEqualTo(OK);
            assertThat(split.output()).contains("does not hear " + third).contains("2 components:");
            assertThat(own.statuses()).extracting(Status::members).containsExactlyInAnyOrder(2, 2, 1);
            assertThat(run("status", "--group", group).output()).contains("Split to try it out:");
            for (String server : List.of("1", "3")) {
                Outcome created = run(
                        "create",
                        "of-" + server,
                        "--server",
                        Servers.text(ascending.get(Integer.parseInt(server) - 1)));
                assertThat(created.exitCode()).as(created.output()).isEqualTo(OK);
            }

            // Found through one side only, both are healed.
            Outcome healed = run("heal", "--server", third);
            assertThat(healed.exitCode()).as(healed.output()).isEqualTo(OK);
            assertThat(healed.output()).contains("again", "One component:");
            own.awaitEqualStates();
            String table = run("status", "--group", group).output();
            assertThat(table).contains("of-1", "of-3", "Merge at ").doesNotContain("Split to try it out");
            assertThat(run("heal", "--group", group).output()).contains("heard every server before");
        }
    }

    @Test
    void aServerThatIsGoneForGoodIsForgotten() {
        try (Servers own = Servers.start(3)) {
            own.awaitOneConfiguration();
            String group = Servers.text(own.clientGroup());
            String gone = Servers.text(own.get(2).address());
            // Of servers that have done nothing yet there is nothing to know.
            assertThat(run("create", "known", "--group", group).exitCode()).isEqualTo(OK);
            Outcome present = run("forget", gone, "--group", group);
            assertThat(present.exitCode()).as(present.output()).isEqualTo(FAILED);
            assertThat(present.output()).contains("is in the group");
            own.get(2).kill();
            own.get(0).configuredNanos(2);
            own.get(1).configuredNanos(2);
            Await.until(
                    "what is gone to be forgotten",
                    Servers.PATIENCE,
                    () -> run("forget", gone, "--group", group).exitCode() == OK);
            Outcome again = run("forget", gone, "--group", group);
            assertThat(again.exitCode()).as(again.output()).isEqualTo(FAILED);
            assertThat(again.output()).contains("nothing is known of " + gone);
        }
    }

    @Test
    void aSplitThatMakesNoSenseIsNotBegun() {
        String before = servers.awaitOneConfiguration().get(0).configurationId();
        List<List<String>> lines = new ArrayList<>();
        for (String sets : List.of("1", "1,2,3", "1,7/2", "1,2/2,3", "1//2", "1,/2", "s1/nobody", "/", " ")) {
            lines.add(toGroup("partition", sets));
        }
        lines.add(toGroup("partition"));
        lines.add(toGroup("forget"));
        lines.add(toGroup("forget", "nobody"));
        runAll(lines).forEach(outcome -> {
            assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(USAGE);
            assertThat(outcome.output().lines())
                    .singleElement()
                    .asString()
                    .startsWith("ftqueue: ")
                    .contains("--help");
        });
        List<Status> after = servers.awaitOneConfiguration();
        assertThat(after.get(0).configurationId()).isEqualTo(before);
        assertThat(after).allMatch(status -> status.json().path("partition").isNull());
    }

    @Test
    void simulationsTellTheirSeedAndHowTheyWent() {
        Outcome outcome = run("simulate", "--seeds", "3", "--seed", "11");
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(OK);
        assertThat(outcome.output()).startsWith("SEED=11 SEEDS=3").contains("3 seeds, 0 failed");
    }

    @Test
    void theBenchPrintsWhatItRanOnAndItsFigures() {
        Outcome outcome = run("bench", "--servers", "1", "--seconds", "1", "--warmup", "0", "--outstanding", "1,16");
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(OK);
        assertThat(outcome.output()).contains("machine", "commit", "settings", "ops/s", "p99");
        assertThat(outcome.output().lines().filter(line -> line.matches(" +(1|16) +[0-9,]+ .*")))
                .hasSize(2);
    }

    @Test
    void theDemoHolds() {
        Outcome outcome = run("demo");
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(OK);
        assertThat(outcome.output())
                .contains("One configuration of three", "Killed server", "Ledger:", "Split the group", "both sides:")
                .endsWith("All of it held.");
    }

    /** Runs a client's command against the servers; returns what it prints. */
    private static String ask(int exitCode, String... words) {
        List<String> line = toGroup(words);
        Outcome outcome = run(line.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(line + ": " + outcome.output()).isEqualTo(exitCode);
        return outcome.output();
    }

    private static List<String> toGroup(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(1, List.of("--group", Servers.text(servers.clientGroup())));
        return line;
    }

    private static Outcome run(String... words) {
        return runAll(List.of(List.of(words))).get(0);
    }

    /** Runs commands side by side: most of their time they start. */
    private static List<Outcome> runAll(List<List<String>> lines) {
        List<ChildProcess> processes = lines.stream()
                .map(line -> ChildProcess.start(ChildProcess.java(Servers.MAIN, line.toArray(String[]::new))))
                .toList();
        try {
            return IntStream.range(0, lines.size())
                    .mapToObj(i -> new Outcome(
                            processes.get(i).awaitExit(PATIENCE),
                            processes.get(i).output()))
                    .toList();
        } finally {
            processes.forEach(ChildProcess::close);
        }
    }
}
