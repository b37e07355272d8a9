package io.ftqueue.group.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.replication.Recovery;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What members recorded outlives them. */
class RecoveryTest {

    private static Cluster united(int size, long seed) {
        Cluster cluster = new Cluster(size, GroupConfig.defaults(), seed);
        cluster.recording = true;
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        assertThat(cluster.united()).isTrue();
        return cluster;
    }

    private static void submit(Cluster cluster, int node, long from, long to) {
        for (long number = from; number <= to; number++) {
            assertThat(cluster.nodes.get(node).submit(number, 20)).isTrue();
            cluster.run(1);
        }
        cluster.run(100);
    }

    private static List<Long> numbers(Cluster cluster, int node) {
        return cluster.nodes.get(node).machine.numbers().stream().sorted().toList();
    }

    @Test
    void allCrashAtOnceAndHaveEverythingAgain() {
        Cluster cluster = united(3, 1);
        submit(cluster, 0, 1, 200);
        cluster.nodes.forEach(Cluster.Node::crash);
        cluster.run(1_000);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(3_000);
        assertThat(cluster.united()).isTrue();
        assertThat(numbers(cluster, 0)).hasSize(200).isEqualTo(numbers(cluster, 2));
        submit(cluster, 1, 201, 210);
        assertThat(numbers(cluster, 0)).hasSize(210);
    }

    @Test
    void oneComesBackWithItsStateAndFetchesTheRest() {
        Cluster cluster = united(3, 2);
        submit(cluster, 0, 1, 200);
        cluster.nodes.get(2).crash();
        cluster.run(1_500);
        submit(cluster, 0, 201, 210);
        cluster.nodes.get(2).start();
        assertThat(numbers(cluster, 2)).hasSize(200);
        cluster.run(3_000);
        assertThat(cluster.united()).isTrue();
        assertThat(cluster.nodes.get(2).machine.received).isEqualTo(10);
        assertThat(numbers(cluster, 2)).hasSize(210);
    }

    @Test
    void aStateThatWasReplacedIsRecoveredToo() {
        Cluster cluster = united(3, 3);
        submit(cluster, 0, 1, 50);
        cluster.split(List.of(2));
        cluster.run(2_000);
        submit(cluster, 0, 51, 60);
        submit(cluster, 2, 61, 70);
        cluster.cut.clear();
        cluster.run(3_000);
        assertThat(cluster.united()).isTrue();
        for (Cluster.Node node : cluster.nodes) {
            long hash = node.machine.stateHash();
            node.crash();
            node.start();
            assertThat(node.machine.stateHash()).isEqualTo(hash);
            assertThat(numbers(cluster, node.index)).hasSize(70);
        }
    }

    @Test
    void aCheckpointStandsForAllBeforeIt() {
        Cluster cluster = united(3, 4);
        submit(cluster, 0, 1, 100);
        for (Cluster.Node node : cluster.nodes) {
            int before = node.records.size();
            assertThat(node.checkpoint()).isTrue();
            assertThat(node.records).hasSizeLessThan(before / 2);
        }
        submit(cluster, 1, 101, 120);
        long hash = cluster.nodes.get(0).machine.stateHash();
        cluster.nodes.forEach(Cluster.Node::crash);
        cluster.nodes.forEach(Cluster.Node::start);
        assertThat(cluster.nodes.get(0).machine.stateHash()).isEqualTo(hash);
        cluster.run(3_000);
        assertThat(cluster.united()).isTrue();
        assertThat(numbers(cluster, 1)).hasSize(120);
    }

    @Test
    void thoseThatWentDownTogetherWaitForEachOther() {
        Cluster cluster = united(3, 21);
        submit(cluster, 0, 1, 20);
        cluster.nodes.forEach(Cluster.Node::crash);
        for (Cluster.Node node : cluster.nodes.subList(0, 2)) {
            node.start();
            cluster.run(700);
            assertThat(cluster.up(node.index).configuration())
                    .as("a configuration without the others")
                    .isNull();
        }
        cluster.nodes.get(2).start();
        cluster.run(1_000);
        assertThat(cluster.united()).isTrue();
    }

    @Test
    void whoeverDoesNotComeBackIsNotWaitedForLong() {
        Cluster cluster = united(3, 22);
        submit(cluster, 0, 1, 20);
        cluster.nodes.forEach(Cluster.Node::crash);
        cluster.nodes.get(0).start();
        cluster.nodes.get(1).start();
        cluster.run(5_000);
        assertThat(cluster.up(0).status().phase()).isEqualTo(Phase.SERVING);
        assertThat(cluster.up(0).configuration()).isNotNull();
        assertThat(numbers(cluster, 1)).hasSize(20);
    }

    @Test
    void oneThatComesBackToOthersDoesNotHoldThemUp() {
        Cluster cluster = united(3, 23);
        cluster.nodes.get(0).crash();
        cluster.nodes.get(2).crash();
        cluster.run(2_000);
        cluster.nodes.get(0).start();
        cluster.run(1_000);
        assertThat(cluster.up(0).configuration())
                .isNotNull()
                .isEqualTo(cluster.up(1).configuration());
    }

    @Test
    void oneThatHasLostItsStateFetchesItFromAnother() {
        Cluster cluster = united(3, 24);
        submit(cluster, 0, 1, 20);
        cluster.nodes.forEach(Cluster.Node::crash);
        cluster.nodes.get(0).damage();
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(4_000);
        assertThat(cluster.united()).isTrue();
        assertThat(numbers(cluster, 0)).hasSize(20);
    }

    @Test
    void noneServesWhereAllHaveLostTheirStateUntilOneComesThatHasIt() {
        Cluster cluster = united(3, 25);
        submit(cluster, 0, 1, 20);
        cluster.nodes.forEach(Cluster.Node::crash);
        for (int i = 0; i < 2; i++) {
            cluster.nodes.get(i).damage();
            cluster.nodes.get(i).start();
        }
        cluster.run(5_000);
        for (int i = 0; i < 2; i++) {
            assertThat(cluster.up(i).status().phase()).isEqualTo(Phase.HOLLOW);
            assertThat(cluster.nodes.get(i).machine.numbers()).isEmpty();
        }
        cluster.nodes.get(2).start();
        cluster.run(5_000);
        assertThat(cluster.united()).isTrue();
        assertThat(numbers(cluster, 0)).hasSize(20);
    }

    /** The state may be followed by nothing more in the configuration it was taken in: others know its hash there. */
    @Test
    void aCheckpointTellsTheHashOfItsConfiguration() {
        Cluster cluster = united(2, 26);
        submit(cluster, 0, 1, 10);
        assertThat(cluster.nodes.get(0).checkpoint()).isTrue();
        cluster.nodes.get(0).crash();
        cluster.run(2_000);
        submit(cluster, 1, 11, 12);
        cluster.nodes.get(0).start();
        cluster.run(3_000);
        assertThat(cluster.up(0).status().refusals()).isEmpty();
        assertThat(cluster.united()).isTrue();
        assertThat(numbers(cluster, 0)).hasSize(12);
    }

    /** What a life found at the end of its records and left out, a later one must leave out too. */
    @Test
    void anExecutionThatWasNotWholeIsLeftOutByAllLivesToCome() {
        Cluster cluster = united(1, 27);
        submit(cluster, 0, 1, 3);
        Cluster.Node node = cluster.nodes.get(0);
        node.crash();
        node.records.remove(node.records.size() - 1);
        node.start();
        assertThat(numbers(cluster, 0)).hasSize(2);
        cluster.run(2_000);
        submit(cluster, 0, 4, 4);
        long hash = node.machine.stateHash();
        node.crash();
        node.start();
        assertThat(node.machine.stateHash()).isEqualTo(hash);
        assertThat(numbers(cluster, 0)).hasSize(3);
    }

    /** A process can end between any two records. */
    @Test
    void everyBeginningOfTheRecordsIsAState() throws Recovery.BadRecordException {
        Cluster cluster = united(2, 5);
        submit(cluster, 0, 1, 20);
        cluster.split(List.of(1));
        cluster.run(2_000);
        submit(cluster, 0, 21, 25);
        submit(cluster, 1, 26, 30);
        cluster.cut.clear();
        cluster.run(3_000);
        List<byte[]> records = cluster.nodes.get(0).records;
        int most = 0;
        for (int length = 0; length <= records.size(); length++) {
            var machine = new LedgerMachine();
            var recovery = new Recovery(machine);
            for (byte[] record : records.subList(0, length)) {
                recovery.add(record);
            }
            assertThat(machine.numbers().size()).isGreaterThanOrEqualTo(most);
            most = machine.numbers().size();
        }
        assertThat(most).isEqualTo(30);
    }

    /** Crashes at random, of some and of all, with the last records lost; splits; checkpoints. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatAllRecordedIsNeverLost(long seed) {
        var random = new Random(seed);
        int size = 2 + random.nextInt(4);
        Cluster cluster = united(size, seed);
        long number = 0;
        var safe = new TreeSet<Long>();
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 20; i++) {
                number++;
                cluster.nodes.get(random.nextInt(size)).submit(number, 20);
                cluster.run(random.nextInt(3));
            }
            switch (random.nextInt(6)) {
                case 0 -> cluster.nodes.forEach(Cluster.Node::crash);
                case 1 -> cluster.split(List.of(random.nextInt(size)));
                case 2 -> cluster.cut.clear();
                case 3 -> cluster.nodes.get(random.nextInt(size)).checkpoint();
                default -> crash(cluster.nodes.get(random.nextInt(size)), random);
            }
            cluster.run(random.nextInt(1_500));
            for (Cluster.Node node : cluster.nodes) {
                if (node.replicator == null) {
                    node.start();
                }
            }
            cluster.run(random.nextInt(300));
            if (random.nextInt(3) == 0) {
                cluster.cut.clear();
                cluster.run(5_000);
                assertThat(cluster.united()).isTrue();
                assertThat(numbers(cluster, 0)).containsAll(safe);
                safe.addAll(cluster.nodes.get(0).machine.numbers());
            }
        }
        cluster.cut.clear();
        cluster.run(5_000);
        assertThat(cluster.united()).isTrue();
        var all = new ArrayList<>(numbers(cluster, 0));
        assertThat(all).doesNotHaveDuplicates().containsAll(safe);
    }

    /** The last records of one that crashes may not have come to its disk; others have executed the same. */
    private static void crash(Cluster.Node node, Random random) {
        int lost = random.nextInt(4);
        node.crash();
        for (int i = 0; i < lost && node.records.size() > 1; i++) {
            node.records.remove(node.records.size() - 1);
        }
    }
}
