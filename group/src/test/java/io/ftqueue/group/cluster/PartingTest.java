package io.ftqueue.group.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.replication.ReplicationStatus;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Members whose states cannot be merged part, and go on by themselves; so do those told not to hear each other. */
class PartingTest {

    private static Cluster cluster(int size, long seed) {
        return new Cluster(size, GroupConfig.defaults(), seed);
    }

    private static void submit(Cluster cluster, int node, long from, long to) {
        for (long number = from; number <= to; number++) {
            assertThat(cluster.nodes.get(node).submit(number, 20)).isTrue();
            cluster.run(1);
        }
        cluster.run(100);
    }

    private static List<ReplicationStatus.Refusal> refusals(Cluster cluster, int node) {
        return cluster.up(node).status().refusals();
    }

    /** 0 and 1 on one side, 2 on the other; both serve, and know why. */
    private static void assertParted(Cluster cluster, String reason) {
        assertThat(List.of(cluster.serving(0), cluster.serving(1), cluster.serving(2)))
                .containsExactly(2, 2, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(refusals(cluster, i)).isNotEmpty();
            assertThat(refusals(cluster, i).get(0).reason()).contains(reason);
        }
        assertThat(refusals(cluster, 0).get(0).barred())
                .containsExactly(cluster.up(2).self());
        assertThat(refusals(cluster, 2).get(0).barred())
                .containsExactly(cluster.up(0).self(), cluster.up(1).self());
        submit(cluster, 0, 9_000_001, 9_000_002);
        submit(cluster, 2, 9_000_003, 9_000_003);
        assertThat(cluster.nodes.get(1).machine.numbers()).contains(9_000_001L).doesNotContain(9_000_003L);
        assertThat(cluster.up(0).releasableCount()).isEqualTo(cluster.up(0).executedCount());
    }

    private static void assertUnited(Cluster cluster) {
        assertThat(cluster.united()).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(cluster.nodes.get(i).machine.numbers())
                    .isEqualTo(cluster.nodes.get(0).machine.numbers())
                    .contains(9_000_001L, 9_000_002L, 9_000_003L);
            assertThat(refusals(cluster, i)).isEmpty();
        }
    }

    @Test
    void aStateThatCannotBeReadIsNotTaken() {
        Cluster cluster = cluster(3, 1);
        cluster.nodes.get(0).start();
        cluster.nodes.get(1).start();
        cluster.run(2_000);
        submit(cluster, 0, 1, 50);
        cluster.nodes.get(0).machine.corrupt = true;
        cluster.nodes.get(2).start();
        cluster.run(2_000);
        assertParted(cluster, "cannot be taken");
        cluster.nodes.get(0).machine.corrupt = false;
        cluster.run(35_000);
        assertUnited(cluster);
    }

    @Test
    void branchesThatCannotBeReadAreNotJoined() {
        Cluster cluster = cluster(3, 2);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        submit(cluster, 0, 1, 50);
        cluster.split(List.of(2));
        cluster.run(2_000);
        submit(cluster, 0, 51, 60);
        submit(cluster, 2, 61, 70);
        cluster.nodes.get(2).machine.corrupt = true;
        cluster.cut.clear();
        cluster.run(2_000);
        assertParted(cluster, "cannot be taken");
        // They try again, and wait twice as long.
        long first = refusals(cluster, 0).get(0).untilNanos();
        cluster.run(40_000);
        assertThat(refusals(cluster, 0)).hasSize(2);
        assertThat(refusals(cluster, 0).get(1).untilNanos() - first).isGreaterThan(60_000 * Cluster.MILLI);
        assertThat(cluster.serving(0)).isEqualTo(2);
        assertThat(cluster.serving(2)).isEqualTo(1);
        assertThat(cluster.nodes.get(0).machine.numbers())
                .containsAll(LongStream.rangeClosed(1, 60).boxed().toList())
                .doesNotContain(61L);
        cluster.nodes.get(2).machine.corrupt = false;
        cluster.run(60_000);
        assertUnited(cluster);
        assertThat(cluster.nodes.get(0).machine.numbers()).contains(61L, 70L);
    }

    @Test
    void aStateThatDoesNotHaveTheHashAnnouncedIsNotTaken() {
        Cluster cluster = cluster(3, 3);
        cluster.nodes.get(0).start();
        cluster.nodes.get(1).start();
        cluster.run(2_000);
        submit(cluster, 0, 1, 50);
        cluster.nodes.get(0).machine.forgetful = true;
        cluster.nodes.get(2).start();
        cluster.run(2_000);
        assertParted(cluster, "another hash");
        cluster.nodes.get(0).machine.forgetful = false;
        cluster.run(35_000);
        assertUnited(cluster);
    }

    @Test
    void differentStatesAfterTheSameHistoryPart() {
        Cluster cluster = cluster(3, 4);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        submit(cluster, 0, 1, 50);
        cluster.nodes.get(2).machine.bias = 5;
        cluster.split(List.of(2));
        cluster.run(2_000);
        cluster.cut.clear();
        cluster.run(2_000);
        assertParted(cluster, "the same history has led to different states");
    }

    @Test
    void differentVersionsPart() {
        Cluster cluster = cluster(3, 5);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.nodes.get(2).machine.version = 2;
        cluster.run(2_000);
        assertParted(cluster, "state versions differ: 1 and 2");
        // Another life of the server is another member, which nobody has barred.
        cluster.nodes.get(2).crash();
        cluster.run(1_000);
        cluster.nodes.get(2).start();
        cluster.run(2_000);
        assertThat(cluster.united()).isTrue();
        assertThat(cluster.nodes.get(2).machine.numbers())
                .isEqualTo(cluster.nodes.get(0).machine.numbers());
    }

    @Test
    void blockedServersAreParted() {
        Cluster cluster = cluster(3, 6);
        cluster.nodes.forEach(Cluster.Node::start);
        cluster.run(2_000);
        cluster.up(0).block(Set.of(3L));
        cluster.up(1).block(Set.of(3L));
        cluster.up(2).block(Set.of(1L, 2L));
        // They need not wait until the others are missed.
        cluster.run(200);
        assertThat(List.of(cluster.serving(0), cluster.serving(1), cluster.serving(2)))
                .containsExactly(2, 2, 1);
        assertThat(cluster.up(0).status().blocked()).containsExactly(3L);
        assertThat(cluster.up(0).status().refusals()).isEmpty();
        submit(cluster, 0, 1, 10);
        submit(cluster, 2, 11, 20);
        cluster.nodes.get(2).crash();
        cluster.nodes.get(2).start();
        cluster.run(1_500);
        assertThat(cluster.serving(0)).isEqualTo(2);
        assertThat(cluster.up(0).status().group().counters().get("frames-of-the-blocked"))
                .isPositive();
        cluster.up(0).unblock();
        cluster.up(1).unblock();
        cluster.run(2_000);
        assertThat(cluster.united()).isTrue();
        assertThat(cluster.nodes.get(2).machine.numbers()).hasSize(10);
    }
}
