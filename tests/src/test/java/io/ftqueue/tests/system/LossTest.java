package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers on hosts of their own, with a network between them that loses, cuts, or has no multicast. */
class LossTest {

    private static final int PERCENT = 30;
    private static final InetSocketAddress CLIENT_GROUP = new InetSocketAddress(Servers.address("224.0.0.1"), 5050);
    private static final InetSocketAddress MEMBER_GROUP = new InetSocketAddress(Servers.address("239.255.80.80"), 5051);
    private static final AtomicInteger SKIPPED = new AtomicInteger();

    /** A network with one server a host, and an agent at the host after them. */
    private record Cluster(Namespaces network, Servers servers, Agent.Remote agent) implements AutoCloseable {

        static Cluster start(Namespaces network, int count, boolean multicast) {
            List<InetSocketAddress> addresses = IntStream.range(0, count)
                    .mapToObj(host -> new InetSocketAddress(Servers.address(Namespaces.address(host)), 8080))
                    .toList();
            List<List<String>> commands = new ArrayList<>();
            for (int host = 0; host < count; host++) {
                List<String> peers = new ArrayList<>();
                if (!multicast) {
                    addresses.forEach(address -> peers.add(Servers.text(address)));
                }
                String[] more = multicast ? new String[0] : new String[] {"--peers", String.join(",", peers)};
                commands.add(network.at(
                        host, Servers.command(Namespaces.address(host), 8080, CLIENT_GROUP, MEMBER_GROUP, more)));
            }
            var agent = new Agent.Remote(network, count, CLIENT_GROUP, multicast ? List.of() : addresses);
            var servers = new Servers(
                    ServerProcess.startAll(addresses, commands), CLIENT_GROUP, MEMBER_GROUP, agent::statuses);
            return new Cluster(network, servers, agent);
        }

        /** Has the load end, heals the network, and checks the books, and that all servers are of one mind. */
        List<Status> balance(String name) {
            Agent.Outcome outcome = agent.stopLoad();
            network.heal();
            System.out.println(name + ": " + outcome);
            assertThat(outcome.complaints()).isEmpty();
            assertThat(outcome.inDoubt()).isZero();
            assertThat(outcome.acknowledged()).isGreaterThan(100).isEqualTo(outcome.popped());
            return servers.awaitEqualStates();
        }

        @Override
        public void close() {
            agent.close();
            servers.close();
            network.close();
        }
    }

    @BeforeEach
    void needNamespaces() {
        if (!Namespaces.areAvailable()) {
            SKIPPED.incrementAndGet();
            assumeTrue(false, "needs root, iproute2 and nftables");
        }
    }

    @AfterAll
    static void tellWhatWasSkipped() {
        if (SKIPPED.get() > 0) {
            System.out.println("SKIPPED: " + SKIPPED.get()
                    + " tests of servers in network namespaces; they need root, iproute2 and nftables");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void withLossAtEveryHostNothingIsLostAndNobodyIsExcluded(int count) {
        Namespaces network = Namespaces.create(count + 1);
        network.loseEverywhere(PERCENT);
        try (Cluster cluster = Cluster.start(network, count, true)) {
            List<Status> formed = cluster.servers.awaitOneConfiguration();
            cluster.agent.startLoad(4, 2);
            Await.pause(Duration.ofSeconds(12));
            assertThat(IntStream.rangeClosed(0, count).mapToLong(network::dropped))
                    .allMatch(dropped -> dropped > 100);
            assertThat(cluster.balance(count + " servers, " + PERCENT + " % loss"))
                    .extracting(Status::configurationId)
                    .containsOnly(formed.get(0).configurationId());
        }
    }

    /**
     * Servers on both sides of the cut serve, and what is pushed on both sides is kept. Nothing is popped meanwhile: an
     * item that both sides have can be popped on both.
     */
    @Test
    void aLinkThatIsCutInOneDirectionLeavesAStableConfigurationThatServes() {
        Namespaces network = Namespaces.create(4);
        try (Cluster cluster = Cluster.start(network, 3, true)) {
            cluster.servers.awaitOneConfiguration();
            cluster.agent.startLoad(4, 0);
            Await.pause(Duration.ofSeconds(1));
            List<Long> before = configurations(cluster);
            network.cut(1, 0);
            Await.pause(Duration.ofSeconds(3));
            List<Long> settled = configurations(cluster);
            long answers = cluster.agent.answers();
            Await.pause(Duration.ofSeconds(3));
            List<Long> later = configurations(cluster);
            long more = cluster.agent.answers() - answers;
            System.out.println("one-way cut: configurations before " + before + ", after 3 s " + settled
                    + ", after 6 s " + later + ", " + more + " operations in the last 3 s");
            assertThat(more).isGreaterThan(100);
            assertThat(later).as("no change once it has settled").isEqualTo(settled);
            for (int i = 0; i < 3; i++) {
                assertThat(settled.get(i) - before.get(i))
                        .as("changes at server " + i)
                        .isLessThanOrEqualTo(3);
            }
            network.heal();
            cluster.servers.awaitOneConfiguration();
            cluster.balance("one-way cut");
        }
    }

    @Test
    void aBlankServerJoinsUnderLoadAndLoss() {
        Namespaces network = Namespaces.create(4);
        network.loseEverywhere(10);
        try (Cluster cluster = Cluster.start(network, 3, true)) {
            cluster.servers.awaitOneConfiguration();
            cluster.servers.get(2).kill();
            cluster.agent.startLoad(4, 1);
            Await.pause(Duration.ofSeconds(3));
            cluster.servers.get(2).restart();
            List<Status> statuses = cluster.servers.awaitOneConfiguration();
            System.out.println("joined under load with " + statuses.get(0).items() + " items: " + statuses);
            Await.pause(Duration.ofMillis(500));
            cluster.balance("join under load");
        }
    }

    @Test
    void withoutMulticastServersThatKnowEachOtherAreOneGroup() {
        Namespaces network = Namespaces.create(4);
        network.dropMulticast();
        try (Cluster cluster = Cluster.start(network, 3, false)) {
            List<Status> formed = cluster.servers.awaitOneConfiguration();
            cluster.agent.startLoad(2, 2);
            Await.pause(Duration.ofSeconds(3));
            assertThat(cluster.balance("no multicast"))
                    .extracting(Status::configurationId)
                    .containsOnly(formed.get(0).configurationId());
        }
    }

    private static List<Long> configurations(Cluster cluster) {
        return cluster.servers.all().stream().map(ServerProcess::configurations).toList();
    }
}
