package io.ftqueue.group.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import io.ftqueue.group.replication.Replicator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When effects may be shown, and how states become equal again. */
class ReplicationTest {

    private static Cluster united(int size, GroupConfig config, long seed) {
        Cluster cluster = new Cluster(size, config, seed);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        assertThat(cluster.united()).isTrue();
        return cluster;
    }

    private static Replicator up(Cluster.Node node) {
        Replicator up = node.replicator;
        assertThat(up).isNotNull();
        return up;
    }

    private static int sizeOf(Cluster.Node node) {
        Configuration current = up(node).configuration();
        return current == null ? 0 : current.size();
    }

    /** The node whose turn it is. */
    private static Cluster.Node turn(Cluster cluster) {
        Replicator any = up(cluster.nodes.get(0));
        Configuration current = any.configuration();
        assertThat(current).isNotNull();
        long next = any.status().group().receivedUpTo() + 1;
        return cluster.nodes.get(current.sequencerOf(next));
    }

    private static void cutInto(Cluster cluster, Cluster.Node node) {
        for (Cluster.Node other : cluster.nodes) {
            cluster.cut.add(other.index * 64 + node.index);
        }
    }

    @Test
    void effectsWaitUntilAnotherMemberHoldsThem() {
        Cluster cluster = united(3, GroupConfig.defaults(), 1);
        Cluster.Node node = turn(cluster);
        cutInto(cluster, node);
        node.submit(1, 20);
        cluster.run(50);
        assertThat(up(node).executedCount()).isEqualTo(1);
        assertThat(up(node).releasableCount()).isZero();
        cluster.cut.clear();
        cluster.run(50);
        assertThat(up(node).releasableCount()).isEqualTo(1);
    }

    @Test
    void withTwoFailuresToleratedEffectsWaitForTwoOthers() {
        Cluster cluster = united(3, GroupConfig.defaults().withFailuresTolerated(2), 1);
        Cluster.Node node = turn(cluster);
        Cluster.Node other = cluster.nodes.get((node.index + 1) % 3);
        cluster.cut.add(other.index * 64 + node.index);
        node.submit(1, 20);
        cluster.run(50);
        assertThat(up(node).executedCount()).isEqualTo(1);
        assertThat(up(node).releasableCount()).isZero();
        cluster.cut.clear();
        cluster.run(50);
        assertThat(up(node).releasableCount()).isEqualTo(1);
    }

    @Test
    void aMemberAloneWaitsForNobody() {
        Cluster cluster = united(1, GroupConfig.defaults(), 1);
        Cluster.Node node = cluster.nodes.get(0);
        node.submit(1, 20);
        assertThat(up(node).releasableCount()).isEqualTo(1);
    }

    @Test
    void whatOnlyACutOffMemberHoldsIsReleasedByThoseThatGoOnWithIt() {
        Cluster cluster = united(3, GroupConfig.defaults(), 2);
        Cluster.Node node = turn(cluster);
        cluster.split(List.of(node.index));
        node.submit(1, 20);
        cluster.run(100);
        assertThat(up(node).executedCount()).isEqualTo(1);
        assertThat(up(node).releasableCount()).isZero();
        // Alone in a configuration of its own, it is all there is.
        cluster.run(2_000);
        assertThat(sizeOf(node)).isEqualTo(1);
        assertThat(up(node).releasableCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aJoinerCountsOnlyWhenItHasTheState(long seed) {
        Cluster cluster = new Cluster(3, GroupConfig.defaults(), seed);
        Cluster.Node donor = cluster.nodes.get(0);
        Cluster.Node joiner = cluster.nodes.get(2);
        donor.start();
        cluster.nodes.get(1).start();
        cluster.run(2_000);
        long number = 0;
        while (number < 1_000) {
            assertThat(donor.submit(number++, 20)).isTrue();
            if (number % 50 == 0) {
                cluster.run(5);
            }
        }
        cluster.run(100);
        cluster.loss = 0.2;
        joiner.start();
        int waited = 0;
        int executedMeanwhile = 0;
        long executed = up(donor).executedCount();
        for (int millis = 0; millis < 1_500; millis++) {
            if (millis % 4 == 0) {
                donor.submit(number++, 20);
            }
            cluster.run(1);
            boolean counts = up(donor).status().ready().contains(up(joiner).self());
            boolean serves = up(joiner).serving();
            assertThat(counts && !serves).isFalse();
            if (sizeOf(donor) == 3 && up(joiner).status().phase() == Phase.TRANSFER) {
                waited++;
                executedMeanwhile += (int) (up(donor).executedCount() - executed);
            }
            executed = up(donor).executedCount();
        }
        // It took some time, and the others went on.
        assertThat(waited).isGreaterThan(1);
        assertThat(executedMeanwhile).isPositive();
        cluster.loss = 0;
        cluster.run(3_000);
        assertThat(cluster.united()).isTrue();
        assertThat(up(donor).status().ready()).hasSize(3);
        assertThat(joiner.machine.numbers()).isEqualTo(donor.machine.numbers());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void branchesAreJoinedAtOneSlotOrNotYet(long seed) {
        Cluster cluster = united(3, GroupConfig.defaults(), seed);
        cluster.split(List.of(2));
        cluster.run(2_000);
        List<Long> left = new ArrayList<>();
        List<Long> right = new ArrayList<>();
        for (long i = 0; i < 200; i++) {
            cluster.nodes.get(0).submit(1_000 + i, 20);
            cluster.nodes.get(2).submit(2_000 + i, 20);
            left.add(1_000 + i);
            right.add(2_000 + i);
            cluster.run(1);
        }
        cluster.run(50);
        cluster.cut.clear();
        cluster.loss = 0.1;
        for (int millis = 0; millis < 2_000; millis++) {
            cluster.run(1);
            for (Cluster.Node node : cluster.nodes) {
                List<Long> numbers = node.machine.numbers();
                boolean one = node.index == 2 ? numbers.equals(right) : numbers.equals(left);
                boolean joined = numbers.size() == 400;
                assertThat(one || joined).as("never a part of the other branch").isTrue();
                if (sizeOf(node) == 3 && up(node).serving()) {
                    assertThat(joined).isTrue();
                }
            }
        }
        cluster.loss = 0;
        cluster.run(3_000);
        assertThat(cluster.united()).isTrue();
        List<Long> all = cluster.nodes.get(0).machine.numbers();
        assertThat(all).hasSize(400);
        assertThat(all.stream().filter(left::contains).toList()).isEqualTo(left);
        assertThat(all.stream().filter(right::contains).toList()).isEqualTo(right);
        for (Cluster.Node node : cluster.nodes) {
            assertThat(node.machine.numbers()).isEqualTo(all);
            assertThat(up(node).status().group().counters()).containsEntry("state-refusals", 0L);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsSubmittedDuringChangesIsExecutedInOrder(long seed) {
        Cluster cluster = united(3, GroupConfig.defaults(), seed);
        List<List<Long>> submitted = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        long number = 0;
        for (int millis = 0; millis < 6_000; millis++) {
            if (millis == 500 || millis == 3_000) {
                cluster.split(List.of((int) (seed % 3)));
            } else if (millis == 2_000 || millis == 4_500) {
                cluster.cut.clear();
            }
            for (Cluster.Node node : cluster.nodes) {
                if (cluster.random.nextInt(12) == 0 && node.submit(number, 20)) {
                    submitted.get(node.index).add(number++);
                }
            }
            cluster.run(1);
        }
        cluster.run(3_000);
        assertThat(cluster.united()).isTrue();
        List<Long> all = cluster.nodes.get(0).machine.numbers();
        assertThat(all).hasSize((int) number);
        for (List<Long> own : submitted) {
            assertThat(all.stream().filter(own::contains).toList()).isEqualTo(own);
        }
    }

    @Test
    void whatWasNeverOrderedIsSubmittedAgain() {
        Cluster cluster = united(3, GroupConfig.defaults(), 3);
        Cluster.Node turn = turn(cluster);
        Cluster.Node other = cluster.nodes.get((turn.index + 1) % 3);
        turn.crash();
        for (long i = 0; i < 10; i++) {
            assertThat(other.submit(i, 5_000)).isTrue();
        }
        cluster.run(100);
        assertThat(up(other).executedCount()).isZero();
        cluster.run(2_000);
        assertThat(sizeOf(other)).isEqualTo(2);
        assertThat(other.machine.numbers()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(up(other).releasableCount()).isEqualTo(10);
    }

    @Test
    void whatWaitsIsBounded() {
        Cluster cluster = new Cluster(2, GroupConfig.defaults(), 4);
        Cluster.Node node = cluster.nodes.get(0);
        node.start();
        int submitted = 0;
        while (submitted < 10_000 && node.submit(submitted, 1_000)) {
            submitted++;
        }
        assertThat(submitted).isBetween(4_000, (4 << 20) / 1_000);
        cluster.run(1_000);
        assertThat(node.machine.numbers()).hasSize(submitted);
        assertThat(node.submit(submitted, 1_000)).isTrue();
    }
}
