package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.tests.system.TextClient.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever anybody sends: the servers go on, keep their state and their configuration, and count what they drop. */
class BadInputTest {

    private static final int EACH_KIND = 1_000;
    private static final int AT_ONCE = 20;

    private static Servers servers;
    private static String queue = "";

    private TextClient client;
    private Map<String, Status> before;

    @BeforeAll
    static void startServers() {
        servers = Servers.start(3);
        servers.awaitOneConfiguration();
        try (TextClient client = new TextClient(servers.clientGroup())) {
            queue = client.ask("qCreate,1");
            client.tell("qPush," + queue + ",11");
            assertThat(client.ask("qSize," + queue)).isEqualTo("1");
        }
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @BeforeEach
    void look() {
        client = new TextClient(servers.clientGroup());
        before = byAddress(servers.awaitEqualStates());
    }

    @AfterEach
    void theServersGoOnWithTheSameStateInTheSameConfiguration() {
        Map<String, Status> after = byAddress(servers.awaitEqualStates());
        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.forEach((address, status) -> {
            assertThat(status.stateHash()).isEqualTo(before.get(address).stateHash());
            assertThat(status.configurationId()).isEqualTo(before.get(address).configurationId());
        });
        assertThat(client.receiveAll()).as("replies that nobody waits for").isEmpty();
        assertThat(client.ask("qTop," + queue)).isEqualTo("11");
        client.close();
    }

    @Test
    void whatIsNoRequestIsCountedAndNotAnswered() {
        Junk.NO_REQUESTS.forEach(client::send);
        String junk = "junk ".repeat(4_000);
        assertThat(junk).hasSize(20_000);
        client.send(junk);
        client.send("");
        client.send("  \n");
        client.send(new byte[] {'m', 's', 'g', ',', (byte) 0xc3, 0x28}, servers.clientGroup());
        client.send(new byte[] {(byte) 0xff, (byte) 0xfe}, servers.clientGroup());

        int noRequests = Junk.NO_REQUESTS.size() + 1;
        awaitDrops(
                Map.of("queue.dropped.no-request", noRequests, "queue.dropped.blank", 2, "queue.dropped.no-text", 2));
    }

    @Test
    void whatIsNoRequestIsTheSameAtAServersOwnSocket() {
        for (ServerProcess server : servers.all()) {
            Junk.NO_REQUESTS.forEach(line -> client.send(line.getBytes(StandardCharsets.UTF_8), server.address()));
        }
        awaitDrops(Map.of("queue.dropped.no-request", Junk.NO_REQUESTS.size()));
    }

    @Test
    void whatIsNoFrameIsCountedAndNotAnsweredAtTheMembersSocket() {
        for (String line : Junk.NO_REQUESTS) {
            client.send(line.getBytes(StandardCharsets.UTF_8), servers.memberGroup());
        }
        client.send(new byte[0], servers.memberGroup());
        client.send(new byte[20_000], servers.memberGroup());
        Await.until(
                "all are counted",
                Servers.PATIENCE,
                () -> growth().values().stream()
                        .allMatch(drops -> drops.getOrDefault("server.frames_dropped.too_short", 0L)
                                        + drops.getOrDefault("server.frames_dropped.not_ours", 0L)
                                == Junk.NO_REQUESTS.size() + 2));
    }

    @Test
    void aRequestThatMakesNoSenseIsAnsweredWithTheReasonOnce() {
        for (String[] request : Junk.malformedRequests()) {
            String id = UUID.randomUUID().toString();
            Reply reply = client.askFully("msg," + id + request[0]);
            assertThat(reply.text()).as(request[0]).isEqualTo("error," + id + "," + request[1]);
            assertThat(servers.addresses()).contains(reply.from());
        }
        awaitDrops(Map.of("queue.dropped.malformed", Junk.malformedRequests().size()));
    }

    @Test
    void aRequestThatMakesNoSenseIsAnsweredByTheServerItWasSentTo() {
        for (ServerProcess server : servers.all()) {
            try (TextClient direct = new TextClient(server.address())) {
                Reply reply = direct.askFully("msg,7,qTop,1.5");
                assertThat(reply.text()).isEqualTo("error,7,not an integer");
                assertThat(reply.from()).isEqualTo(server.address());
                assertThat(direct.receiveAll()).isEmpty();
            }
        }
    }

    @Test
    void thousandsOfDamagedDatagramsChangeNothing() throws IOException {
        long seed = System.nanoTime();
        System.out.println("SEED=" + seed + " of the damaged datagrams");
        var junk = new Junk(seed, Junk.overhear(servers.memberGroup(), 50));
        List<InetSocketAddress> sockets = new ArrayList<>(servers.addresses());
        sockets.add(servers.clientGroup());
        sockets.add(servers.memberGroup());
        // From sockets of their own: what is nearly a request is answered with an error.
        try (TextClient sender = new TextClient(servers.clientGroup())) {
            for (int i = 0; i < EACH_KIND; i++) {
                for (InetSocketAddress to : sockets) {
                    sender.send(junk.noise(), to);
                    sender.send(junk.damagedMemberFrame(), to);
                    sender.send(junk.damagedClientFrame(), to);
                    sender.send(junk.damagedText(), to);
                }
                if (i % AT_ONCE == 0) {
                    // No more than the buffers of the sockets hold.
                    Await.pause(Duration.ofMillis(10));
                }
            }
            assertThat(sender.receiveAll()).allMatch(reply -> reply.text().startsWith("error,"));
        }
        // Four kinds at three sockets reach each server; a few may be lost where the system is short of buffers.
        Await.until(
                "they are counted",
                Servers.PATIENCE,
                () -> growth().values().stream()
                        .allMatch(drops -> drops.values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()
                                > 11L * EACH_KIND));
        System.out.println(
                "dropped by the first server: " + growth().values().iterator().next());
    }

    @Test
    void aServerThatCannotStartSaysWhyInOneLineAndEnds() {
        int taken = servers.get(0).address().getPort();
        Map<List<String>, String> mistakes = new LinkedHashMap<>();
        mistakes.put(List.of("--port", String.valueOf(taken)), "port " + taken + " of 127.0.0.1 is in use");
        mistakes.put(List.of("--bind", "203.0.113.77"), "203.0.113.77 is no address of this host");
        mistakes.put(List.of("--group", "10.1.2.3:5050"), "--group wants an IPv4 multicast address");
        mistakes.put(List.of("--multiAddr", "10.1.2.3"), "--group wants an IPv4 multicast address");
        mistakes.put(List.of("--group", "nonsense"), "'nonsense' is not ADDRESS:PORT");
        mistakes.put(List.of("--port", "70000"), "--port must be 1 to 65535");
        List<ChildProcess> processes = mistakes.keySet().stream()
                .map(options -> {
                    List<String> arguments = new ArrayList<>(List.of("server"));
                    arguments.addAll(options);
                    return ChildProcess.start(ChildProcess.java(Servers.MAIN, arguments.toArray(String[]::new)));
                })
                .toList();
        List<String> reasons = List.copyOf(mistakes.values());
        for (int i = 0; i < reasons.size(); i++) {
            try (ChildProcess process = processes.get(i)) {
                assertThat(process.awaitExit(ServerProcess.START_PATIENCE)).isNotZero();
                assertThat(process.output().lines()).hasSize(1);
                assertThat(process.output()).startsWith("ftqueue: ").contains(reasons.get(i));
            }
        }
    }

    /** Waits until every server has dropped exactly so many more, by reason, and nothing else. */
    private void awaitDrops(Map<String, Integer> expected) {
        Map<String, Long> exact = new TreeMap<>();
        expected.forEach((reason, count) -> exact.put(reason, (long) count));
        Await.until(
                "drops of " + exact,
                Servers.PATIENCE,
                () -> growth().values().stream().allMatch(exact::equals));
    }

    /** By how much the counters of dropped datagrams have grown, of each server. */
    private Map<String, Map<String, Long>> growth() {
        Map<String, Map<String, Long>> growth = new TreeMap<>();
        byAddress(servers.statuses()).forEach((address, status) -> {
            Map<String, Long> grown = new TreeMap<>();
            Map<String, Long> earlier = before.get(address).drops();
            status.drops().forEach((reason, count) -> {
                long more = count - earlier.getOrDefault(reason, 0L);
                if (more != 0) {
                    grown.put(reason, more);
                }
            });
            growth.put(address, grown);
        });
        return growth;
    }

    private static Map<String, Status> byAddress(List<Status> statuses) {
        Map<String, Status> byAddress = new TreeMap<>();
        statuses.forEach(status -> byAddress.put(status.address(), status));
        return byAddress;
    }
}
