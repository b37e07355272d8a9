package io.ftqueue.group.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the exchange of states fetches, and what it comes to. */
class DeltaTest {

    private static Cluster united(int size, long seed) {
        Cluster cluster = new Cluster(size, GroupConfig.defaults(), seed);
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

    /** Strikes out lines. */
    private static void strike(Cluster cluster, int node, long from, long to) {
        for (long number = from; number <= to; number++) {
            assertThat(cluster.nodes.get(node).submit(-number, 20)).isTrue();
            cluster.run(1);
        }
        cluster.run(100);
    }

    private static List<Long> numbers(Cluster cluster, int node) {
        return cluster.nodes.get(node).machine.numbers().stream().sorted().toList();
    }

    @Test
    void aMemberThatIsBehindFetchesOnlyWhatItLacks() {
        Cluster cluster = united(3, 1);
        submit(cluster, 0, 1, 500);
        cluster.split(List.of(2));
        cluster.run(2_000);
        submit(cluster, 0, 501, 510);
        strike(cluster, 1, 100, 104);
        cluster.cut.clear();
        cluster.run(3_000);
        assertThat(cluster.united()).isTrue();
        assertThat(cluster.nodes.get(2).machine.received).isEqualTo(10);
        assertThat(numbers(cluster, 2)).hasSize(505).isEqualTo(numbers(cluster, 0));
    }

    @Test
    void branchesAreJoinedByThemAndByOneThatIsBehindAndByABlankOne() {
        Cluster cluster = united(4, 2);
        submit(cluster, 0, 1, 300);
        cluster.nodes.get(3).crash();
        cluster.part(List.of(List.of(0), List.of(1), List.of(2)));
        cluster.run(2_000);
        submit(cluster, 0, 1_001, 1_010);
        strike(cluster, 0, 1, 10);
        submit(cluster, 1, 2_001, 2_020);
        strike(cluster, 1, 6, 15);
        Context behind = cluster.up(2).status().context();
        cluster.nodes.get(0).machine.toldTo.clear();
        cluster.cut.clear();
        cluster.nodes.get(3).start();
        cluster.run(5_000);
        assertThat(cluster.united()).isTrue();
        List<Long> all = numbers(cluster, 0);
        assertThat(all).hasSize(300 - 15 + 30).doesNotContain(1L, 6L, 11L, 15L).contains(16L, 1_005L, 2_005L);
        for (int i = 1; i < 4; i++) {
            assertThat(numbers(cluster, i)).isEqualTo(all);
            assertThat(cluster.up(i).status().stateHash())
                    .isEqualTo(cluster.up(0).status().stateHash());
        }
        // Not all need meet at once; but whoever asked was told what it lacks, the blank one everything.
        assertThat(cluster.nodes.get(0).machine.toldTo).contains(Context.BLANK).doesNotHaveDuplicates();
        assertThat(behind.isBlank()).isFalse();
        assertThat(cluster.nodes.get(2).machine.received).isLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aChangeInTheMiddleOfAnExchangeStartsItOver(long seed) {
        Cluster cluster = united(3, seed);
        cluster.split(List.of(2));
        cluster.run(2_000);
        submit(cluster, 0, 1, 2_000);
        submit(cluster, 2, 3_001, 5_000);
        List<Long> left = numbers(cluster, 0);
        List<Long> right = numbers(cluster, 2);
        cluster.cut.clear();
        cluster.loss = 0.1;
        int waited = 0;
        while (cluster.up(1).status().phase() != Phase.TRANSFER && waited++ < 5_000) {
            cluster.run(1);
        }
        cluster.run(seed);
        assertThat(cluster.up(1).status().phase()).isEqualTo(Phase.TRANSFER);
        cluster.split(List.of(1));
        cluster.run(3_000);
        // 0 and 2 have gone on without 1, which has what it had.
        assertThat(cluster.serving(1)).isEqualTo(1);
        assertThat(numbers(cluster, 1)).isEqualTo(left);
        assertThat(numbers(cluster, 0)).hasSize(4_000);
        assertThat(numbers(cluster, 2)).hasSize(4_000).containsAll(right);
        cluster.cut.clear();
        cluster.loss = 0;
        cluster.run(5_000);
        assertThat(cluster.united()).isTrue();
        assertThat(numbers(cluster, 1)).isEqualTo(numbers(cluster, 0));
        assertThat(cluster.up(1).status().group().counters()).containsEntry("state-refusals", 0L);
    }

    @Test
    void aLargeStateReachesABlankMemberQuickly() {
        Cluster cluster = new Cluster(2, GroupConfig.defaults(), 7);
        cluster.nodes.get(0).start();
        cluster.run(1_000);
        long number = 1;
        while (number <= 100_000) {
            while (number <= 100_000 && cluster.nodes.get(0).submit(number, 20)) {
                number++;
            }
            cluster.run(1);
        }
        cluster.run(100);
        cluster.nodes.get(1).start();
        int waited = 0;
        while (cluster.up(1).status().phase() != Phase.TRANSFER && waited++ < 5_000) {
            cluster.run(1);
        }
        int took = 0;
        while (!cluster.up(1).serving() && took++ < 5_000) {
            cluster.run(1);
        }
        // 7 MB, on a network with a delay of up to 0.3 ms and a datagram in 50 late by up to 30 ms.
        assertThat(took).isLessThan(1_000);
        assertThat(cluster.nodes.get(1).machine.received).isEqualTo(100_000);
    }
}
