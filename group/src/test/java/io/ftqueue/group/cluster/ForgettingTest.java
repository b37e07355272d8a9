package io.ftqueue.group.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.replication.ForgetAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories are cut short, and nothing removed comes back for it, nor is anything lost. */
class ForgettingTest {

    private static final GroupConfig CONFIG = GroupConfig.defaults().withMarkAbove(2);

    private static void submit(Cluster cluster, int node, long from, long to) {
        for (long number = from; number <= to; number++) {
            assertThat(cluster.nodes.get(node).submit(number, 20)).isTrue();
            cluster.run(1);
        }
        cluster.run(100);
    }

    private static int listed(Cluster cluster, int node) {
        return cluster.up(node).status().context().upTo().size();
    }

    private static long trims(Cluster cluster, int node) {
        return cluster.up(node).status().group().counters().getOrDefault("history-trims", 0L);
    }

    /** Cuts a node off and takes it back, again and again. */
    private static void flap(Cluster cluster, int node, int times, long number) {
        for (int i = 0; i < times; i++) {
            cluster.split(List.of(node));
            cluster.run(1_500);
            submit(cluster, 0, number + i, number + i);
            cluster.cut.clear();
            cluster.run(1_500);
        }
    }

    @Test
    void theHistoryIsCutShortWhenAllItsHoldersAreThere() {
        Cluster cluster = new Cluster(3, CONFIG, 1);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        submit(cluster, 0, 1, 10);
        flap(cluster, 2, 5, 11);
        assertThat(cluster.united()).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(trims(cluster, i)).isPositive();
            assertThat(listed(cluster, i)).isLessThanOrEqualTo(3);
            assertThat(cluster.up(i).status().context().bases()).hasSize(1);
            assertThat(cluster.up(i).status().roster()).hasSize(3);
            assertThat(cluster.nodes.get(i).machine.numbers()).hasSize(15);
        }
    }

    @Test
    void aServerThatIsGoneKeepsTheHistoryUntilItIsForgotten() {
        Cluster cluster = new Cluster(3, CONFIG, 2);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        submit(cluster, 0, 1, 10);
        cluster.nodes.get(2).crash();
        cluster.run(2_000);
        flap(cluster, 1, 5, 11);
        assertThat(trims(cluster, 0)).isZero();
        assertThat(listed(cluster, 0)).isGreaterThan(3);
        assertThat(cluster.up(0).status().roster()).hasSize(3);
        assertThat(cluster.up(0).forget(2)).isEqualTo(ForgetAnswer.PRESENT);
        assertThat(cluster.up(0).forget(77)).isEqualTo(ForgetAnswer.UNKNOWN);
        assertThat(cluster.up(1).forget(3)).isEqualTo(ForgetAnswer.SUBMITTED);
        cluster.run(1_000);
        for (int i = 0; i < 2; i++) {
            assertThat(trims(cluster, i)).isEqualTo(1);
            assertThat(listed(cluster, i)).isEqualTo(1);
            assertThat(cluster.up(i).status().roster()).hasSize(2);
            assertThat(cluster.up(i).status().forgotten()).hasSize(1);
        }
        cluster.nodes.get(2).start();
        cluster.run(2_000);
        assertThat(cluster.united()).isTrue();
        assertThat(cluster.nodes.get(2).machine.numbers()).hasSize(15);
    }

    @Test
    void anEarlierLifeOfAServerCanBeForgottenThoughItIsThere() {
        Cluster cluster = new Cluster(3, CONFIG, 5);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        submit(cluster, 0, 1, 10);
        cluster.nodes.get(2).crash();
        cluster.run(2_000);
        cluster.nodes.get(2).start();
        flap(cluster, 1, 4, 11);
        assertThat(trims(cluster, 0)).isZero();
        assertThat(cluster.up(0).status().roster()).hasSize(4);
        assertThat(cluster.up(0).forget(3)).isEqualTo(ForgetAnswer.SUBMITTED);
        cluster.run(1_000);
        assertThat(trims(cluster, 0)).isEqualTo(1);
        assertThat(cluster.up(2).status().roster()).hasSize(3);
        assertThat(cluster.up(0).forget(3)).isEqualTo(ForgetAnswer.PRESENT);
    }

    @Test
    void oneThatWasForgottenAndComesBackIsTreatedAsBlank() {
        Cluster cluster = new Cluster(3, CONFIG, 3);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        submit(cluster, 0, 1, 10);
        cluster.split(List.of(2));
        cluster.run(2_000);
        submit(cluster, 2, 100, 110);
        submit(cluster, 0, -5, -1);
        assertThat(cluster.up(0).forget(3)).isEqualTo(ForgetAnswer.SUBMITTED);
        cluster.run(1_000);
        assertThat(trims(cluster, 0)).isEqualTo(1);
        cluster.cut.clear();
        cluster.run(3_000);
        assertThat(cluster.united()).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(cluster.nodes.get(i).machine.numbers()).containsExactly(6L, 7L, 8L, 9L, 10L);
        }
        // From then on it counts again.
        cluster.split(List.of(2));
        cluster.run(2_000);
        submit(cluster, 2, 200, 205);
        submit(cluster, 0, 300, 301);
        cluster.cut.clear();
        cluster.run(3_000);
        assertThat(cluster.united()).isTrue();
        assertThat(cluster.nodes.get(0).machine.numbers()).hasSize(13);
    }

    @Test
    void twoThatForgotEachOtherLoseNothing() {
        Cluster cluster = new Cluster(2, CONFIG, 4);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        submit(cluster, 0, 1, 10);
        cluster.split(List.of(1));
        cluster.run(2_000);
        submit(cluster, 0, 11, 15);
        submit(cluster, 1, 21, 25);
        assertThat(cluster.up(0).forget(2)).isEqualTo(ForgetAnswer.SUBMITTED);
        assertThat(cluster.up(1).forget(1)).isEqualTo(ForgetAnswer.SUBMITTED);
        cluster.run(1_000);
        cluster.cut.clear();
        cluster.run(3_000);
        assertThat(cluster.united()).isTrue();
        assertThat(cluster.nodes.get(0).machine.numbers()).hasSize(20);
    }

    /** Splits, losses and blank restarts, with lines added and struck out, and what was acknowledged of that. */
    private static final class Storm {
        final Random faults;
        final Cluster cluster;
        final boolean restarts;
        final TreeSet<Long> added = new TreeSet<>();
        final TreeSet<Long> struck = new TreeSet<>();
        final List<Pending> pending = new ArrayList<>();
        final TreeSet<Long> acknowledgedAdded = new TreeSet<>();
        final TreeSet<Long> acknowledgedStruck = new TreeSet<>();
        long next = 1;
        /** One that has restarted; until all are together again no other does. */
        int restarted = -1;

        record Pending(int node, long incarnation, long number) {}

        Storm(long seed, boolean restarts) {
            this.faults = new Random(seed);
            this.restarts = restarts;
            int size = 2 + faults.nextInt(3);
            this.cluster = new Cluster(size, CONFIG.withMarkAbove(1 + faults.nextInt(3)), seed);
        }

        void rage() {
            cluster.nodes.forEach(Cluster.Node::start);
            cluster.run(1_500);
            for (int round = 0; round < 25; round++) {
                cluster.cut.clear();
                cluster.loss = faults.nextInt(4) == 0 ? 0.1 : 0;
                restart();
                if (faults.nextInt(3) > 0) {
                    cluster.split(List.of(faults.nextInt(cluster.nodes.size())));
                }
                for (int i = 0; i < 20; i++) {
                    change(cluster.nodes.get(faults.nextInt(cluster.nodes.size())));
                    cluster.run(faults.nextInt(120));
                    acknowledge();
                }
            }
            cluster.cut.clear();
            cluster.loss = 0;
            cluster.run(5_000);
        }

        void restart() {
            if (!restarts) {
                return;
            }
            cluster.run(1_000);
            if (restarted >= 0 && cluster.united()) {
                cluster.up(0).forget(restarted + 1L);
                restarted = -1;
            } else if (restarted < 0 && cluster.united() && faults.nextInt(3) == 0) {
                restarted = faults.nextInt(cluster.nodes.size());
                cluster.nodes.get(restarted).crash();
                cluster.nodes.get(restarted).start();
            }
        }

        void change(Cluster.Node node) {
            List<Long> there = node.machine.numbers();
            long number = next;
            if (!there.isEmpty() && faults.nextInt(3) == 0) {
                number = -there.get(faults.nextInt(there.size()));
            }
            if (node.submit(number, 20)) {
                pending.add(new Pending(node.index, node.incarnation, number));
                if (number < 0) {
                    struck.add(-number);
                } else {
                    added.add(number);
                    next++;
                }
            }
        }

        void acknowledge() {
            pending.removeIf(one -> {
                Cluster.Node node = cluster.nodes.get(one.node());
                if (node.incarnation != one.incarnation()) {
                    return true;
                }
                boolean there = node.machine.numbers().contains(Math.abs(one.number()));
                boolean executed = cluster.serving(one.node()) > 0 && there == one.number() > 0;
                if (executed
                        && cluster.up(one.node()).releasableCount()
                                == cluster.up(one.node()).executedCount()) {
                    (one.number() > 0 ? acknowledgedAdded : acknowledgedStruck).add(Math.abs(one.number()));
                    return true;
                }
                return false;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void nothingRemovedComesBackAndNothingIsLost(long seed) {
        Storm storm = new Storm(seed, false);
        storm.rage();
        Cluster cluster = storm.cluster;
        assertThat(cluster.united()).isTrue();
        storm.added.removeAll(storm.struck);
        for (Cluster.Node node : cluster.nodes) {
            assertThat(node.machine.numbers()).containsExactlyInAnyOrderElementsOf(storm.added);
            assertThat(cluster.up(node.index).status().refusals()).isEmpty();
            assertThat(trims(cluster, node.index)).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whatWasAcknowledgedOutlivesRestarts(long seed) {
        Storm storm = new Storm(seed, true);
        storm.rage();
        Cluster cluster = storm.cluster;
        assertThat(cluster.united()).isTrue();
        TreeSet<Long> left = new TreeSet<>(storm.acknowledgedAdded);
        left.removeAll(storm.struck);
        for (Cluster.Node node : cluster.nodes) {
            assertThat(node.machine.numbers()).containsAll(left).doesNotContainAnyElementsOf(storm.acknowledgedStruck);
            assertThat(cluster.up(node.index).status().refusals()).isEmpty();
        }
    }
}
