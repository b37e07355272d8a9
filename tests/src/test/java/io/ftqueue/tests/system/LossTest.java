package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers on hosts of their own, with a network between them that loses, cuts, or has no multicast. */
@ExtendWith(NeedsNamespaces.class)
class LossTest {

    private static final int PERCENT = 30;

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void withLossAtEveryHostNothingIsLostAndNobodyIsExcluded(int count) {
        Namespaces network = Namespaces.create(count + 1);
        network.loseEverywhere(PERCENT);
        try (Cluster cluster = Cluster.start(network, count, 1, true)) {
            List<Status> formed = cluster.servers().awaitOneConfiguration();
            cluster.agent().startLoad(4, 2);
            Await.pause(Duration.ofSeconds(12));
            assertThat(IntStream.rangeClosed(0, count).mapToLong(network::dropped))
                    .allMatch(dropped -> dropped > 100);
            assertThat(balance(cluster, count + " servers, " + PERCENT + " % loss"))
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
        try (Cluster cluster = Cluster.start(network, 3, 1, true)) {
            cluster.servers().awaitOneConfiguration();
            cluster.agent().startLoad(4, 0);
            Await.pause(Duration.ofSeconds(1));
            List<Long> before = configurations(cluster);
            network.cut(List.of(1), List.of(0));
            Await.pause(Duration.ofSeconds(3));
            List<Long> settled = configurations(cluster);
            long answers = cluster.agent().answers();
            Await.pause(Duration.ofSeconds(3));
            List<Long> later = configurations(cluster);
            long more = cluster.agent().answers() - answers;
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
            cluster.servers().awaitOneConfiguration();
            balance(cluster, "one-way cut");
        }
    }

    @Test
    void aBlankServerJoinsUnderLoadAndLoss() {
        Namespaces network = Namespaces.create(4);
        network.loseEverywhere(10);
        try (Cluster cluster = Cluster.start(network, 3, 1, true)) {
            cluster.servers().awaitOneConfiguration();
            cluster.servers().get(2).kill();
            cluster.agent().startLoad(4, 1);
            Await.pause(Duration.ofSeconds(3));
            cluster.servers().get(2).restart();
            List<Status> statuses = cluster.servers().awaitOneConfiguration();
            System.out.println("joined under load with " + statuses.get(0).items() + " items: " + statuses);
            Await.pause(Duration.ofMillis(500));
            balance(cluster, "join under load");
        }
    }

    @Test
    void withoutMulticastServersThatKnowEachOtherAreOneGroup() {
        Namespaces network = Namespaces.create(4);
        network.dropMulticast();
        try (Cluster cluster = Cluster.start(network, 3, 1, false)) {
            List<Status> formed = cluster.servers().awaitOneConfiguration();
            cluster.agent().startLoad(2, 2);
            Await.pause(Duration.ofSeconds(3));
            assertThat(balance(cluster, "no multicast"))
                    .extracting(Status::configurationId)
                    .containsOnly(formed.get(0).configurationId());
        }
    }

    /** Has the load end, heals the network, and checks the books, and that all servers are of one mind. */
    private static List<Status> balance(Cluster cluster, String name) {
        Agent.Outcome outcome = cluster.agent().stopLoad();
        cluster.network().heal();
        System.out.println(name + ": " + outcome);
        assertThat(outcome.complaints()).isEmpty();
        assertThat(outcome.inDoubt()).isZero();
        assertThat(outcome.acknowledged()).isGreaterThan(100).isEqualTo(outcome.popped());
        return cluster.servers().awaitEqualStates();
    }

    private static List<Long> configurations(Cluster cluster) {
        return cluster.servers().all().stream()
                .map(ServerProcess::configurations)
                .toList();
    }
}
