package io.ftqueue.group.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.GroupConfig;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The group layer by itself, replicating a ledger. */
class ClusterTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void membersStartedTogetherFormOneConfiguration(int size) {
        Cluster cluster = new Cluster(size, GroupConfig.defaults(), 1);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        assertThat(cluster.united()).isTrue();
    }

    @Test
    void everyMemberExecutesTheSamePayloadsInTheSameOrder() {
        Cluster cluster = new Cluster(3, GroupConfig.defaults(), 2);
        cluster.loss = 0.05;
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        for (int i = 0; i < 300; i++) {
            assertThat(cluster.nodes.get(i % 3).submit(i, i % 7 == 0 ? 5_000 : 20))
                    .isTrue();
            cluster.run(1);
        }
        cluster.run(1_000);
        List<Long> first = cluster.nodes.get(0).machine.numbers();
        assertThat(first).hasSize(300);
        for (Cluster.Node node : cluster.nodes) {
            assertThat(node.machine.numbers()).isEqualTo(first);
        }
    }

    @Test
    void aBlankMemberGetsTheStateWhileOthersGoOn() {
        Cluster cluster = new Cluster(3, GroupConfig.defaults(), 3);
        cluster.nodes.get(0).start();
        cluster.nodes.get(1).start();
        cluster.run(2_000);
        for (int i = 0; i < 200; i++) {
            if (i == 50) {
                cluster.nodes.get(2).start();
            }
            cluster.nodes.get(i % 2).submit(i, 100);
            cluster.run(5);
        }
        cluster.run(1_000);
        assertThat(cluster.united()).isTrue();
        assertThat(cluster.nodes.get(2).machine.numbers())
                .hasSize(200)
                .isEqualTo(cluster.nodes.get(0).machine.numbers());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void afterAnyFaultsAllComeTogetherAgainWithEqualStates(long seed) {
        Random faults = new Random(seed);
        Cluster cluster = new Cluster(2 + faults.nextInt(4), GroupConfig.defaults(), seed);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(1_500);
        long number = 0;
        for (int round = 0; round < 12; round++) {
            cluster.cut.clear();
            cluster.loss = faults.nextInt(3) * 0.1;
            Cluster.Node victim = cluster.nodes.get(faults.nextInt(cluster.nodes.size()));
            switch (faults.nextInt(5)) {
                case 0 -> victim.crash();
                case 1 -> victim.pausedUntil = cluster.nowNanos + faults.nextInt(2_000) * Cluster.MILLI;
                case 2 -> cluster.split(List.of(victim.index));
                case 3 -> cluster.cut.add(victim.index * 64 + faults.nextInt(cluster.nodes.size()));
                default -> {
                    if (victim.replicator == null) {
                        victim.start();
                    }
                }
            }
            for (int i = 0; i < 40; i++) {
                cluster.nodes.get(faults.nextInt(cluster.nodes.size())).submit(number++, 50);
                cluster.run(faults.nextInt(40));
            }
        }
        cluster.cut.clear();
        cluster.loss = 0;
        for (Cluster.Node node : cluster.nodes) {
            if (node.replicator == null) {
                node.start();
            }
        }
        cluster.run(10_000);
        assertThat(cluster.united()).isTrue();
        for (Cluster.Node node : cluster.nodes) {
            assertThat(node.machine.numbers())
                    .isEqualTo(cluster.nodes.get(0).machine.numbers());
        }
    }
}
