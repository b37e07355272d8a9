package io.ftqueue.queue.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.replication.ReplicationStatus.Phase;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.replica.Cluster.Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text clients split the group, use it, and have it healed, with one reply to each request. */
class MockPartitionTest {

    private static final Address ALICE = new Address(11);

    /** Long enough for a split or a merge to be agreed on. */
    private static final int LONG = 3_000;

    private int messages;

    @ParameterizedTest
    @CsvSource({"2,0", "2,3000", "3,0", "3,3000", "4,0", "5,0", "5,3000"})
    void theNotebookRunsAsItsUserExpects(int size, int pauseMillis) {
        // Clients at several addresses: their requests are submitted at odd and at even places.
        for (int client = 0; client < 2 * size; client++) {
            var cluster = Cluster.serving(size);
            var address = new Address(100 + client);
            for (int round = 1; round <= 2; round++) {
                runNotebook(cluster, address, pauseMillis, size + " members, round " + round);
            }
            assertOneGroup(cluster, size);
        }
    }

    private void runNotebook(Cluster cluster, Address address, int pauseMillis, String which) {
        String id = ask(cluster, address, "qCreate,12");
        cluster.run(pauseMillis);
        assertThat(ask(cluster, address, "qId,12")).as(which).isEqualTo(id);
        tell(cluster, address, "qPush," + id + ",12");
        cluster.run(pauseMillis);
        cluster.toGroup(address, "mockPartition");
        cluster.run(pauseMillis);
        assertThat(ask(cluster, address, "qTop," + id)).as(which).isEqualTo("12");
        cluster.run(pauseMillis);
        assertThat(ask(cluster, address, "qPop," + id)).as(which).isEqualTo("12");
        cluster.run(pauseMillis);
        assertThat(ask(cluster, address, "qSize," + id)).as(which).isEqualTo("0");
        cluster.run(pauseMillis);
        if (pauseMillis > 0) {
            assertComponents(cluster, 2);
        }
        tell(cluster, address, "qDestroy," + id);
        cluster.run(pauseMillis);
        assertThat(ask(cluster, address, "qId,12")).as(which).isEqualTo("-1");
        cluster.run(LONG);
        assertThat(cluster.texts(address)).as(which + ": further replies").isEmpty();
        assertComponents(cluster, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void everyRequestOfABurstIsAnsweredOnce(int size) {
        for (int client = 0; client < 2 * size; client++) {
            var cluster = Cluster.serving(size);
            var address = new Address(100 + client);
            var expected = new ArrayList<String>();
            String id = ask(cluster, address, "qCreate,1");
            for (int i = 0; i < 12; i++) {
                if (i == 2) {
                    cluster.toGroup(address, "mockPartition");
                }
                tell(cluster, address, "qPush," + id + "," + i);
                tell(cluster, address, "qTop," + id);
                expected.add("0");
            }
            cluster.run(2 * LONG);
            assertThat(cluster.texts(address)).containsExactlyElementsOf(expected);
            assertThat(ask(cluster, address, "qSize," + id)).isEqualTo("12");
            assertOneGroup(cluster, size);
        }
    }

    /** Requests come at every time of the split, its healing and the merge. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void everyRequestIsAnsweredOnceWheneverItComes(int size) {
        for (int every = 7; every < 200; every += 31) {
            var cluster = Cluster.serving(size);
            var clients = new ArrayList<Address>();
            for (int client = 0; client < 6; client++) {
                clients.add(new Address(100 + client));
            }
            String id = ask(cluster, clients.get(0), "qCreate,1");
            cluster.toGroup(clients.get(0), "mockPartition");
            int rounds = 4_000 / every;
            for (int i = 0; i < rounds; i++) {
                for (Address client : clients) {
                    tell(cluster, client, "qSize," + id);
                }
                cluster.run(every);
            }
            cluster.run(LONG);
            for (Address client : clients) {
                assertThat(cluster.texts(client)).as("every " + every).hasSize(rounds);
            }
            assertOneGroup(cluster, size);
        }
    }

    /** The order of what is submitted by one server can be known to another before the client's own datagram. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void aRequestIsAnsweredOnceIfItIsHeardAfterItsExecution(int size) {
        for (int client = 0; client < 4 * size; client++) {
            var cluster = Cluster.serving(size);
            var address = new Address(100 + client);
            cluster.toGroup(address, "mockPartition");
            for (int i = 1; i < size; i++) {
                cluster.copyToOne(i, address, "msg,late,qCreate,7");
            }
            cluster.run(3);
            cluster.copyToOne(0, address, "msg,late,qCreate,7");
            cluster.run(LONG);
            assertThat(cluster.texts(address)).as("client " + client).hasSize(1);
        }
    }

    @Test
    void aRepeatedRequestIsAnsweredByOneSide() {
        var cluster = Cluster.serving(3);
        String id = ask(cluster, ALICE, "qCreate,1");
        cluster.toGroup(ALICE, "mockPartition");
        cluster.run(LONG);
        cluster.toGroup(ALICE, "msg,same,qId,1");
        cluster.run(100);
        cluster.toGroup(ALICE, "msg,same,qId,1");
        cluster.toGroup(ALICE, "msg,wrong,qFly");
        cluster.run(100);
        assertThat(cluster.texts(ALICE)).containsExactlyInAnyOrder(id, id, "error,wrong,unknown operation");
        assertComponents(cluster, 2);
    }

    @Test
    void whoTalksToOneServerIsAnsweredOnBothSides() {
        var cluster = Cluster.serving(2);
        cluster.toGroup(ALICE, "mockPartition");
        cluster.run(LONG);
        for (int server = 0; server < 2; server++) {
            cluster.toOne(server, ALICE, "msg,direct" + server + ",qCreate,5");
            var bob = new Address(50 + server);
            cluster.request(server, bob, 1, 1, new Operation.Create("n".getBytes(StandardCharsets.UTF_8)));
            cluster.run(100);
            assertThat(cluster.texts(ALICE)).hasSize(1);
            assertThat(cluster.answers(bob).values()).extracting(Result::code).hasSize(1);
        }
    }

    /** One side has heard a request that the other has not. */
    @Test
    void bothSidesHealWhenOneDoes() {
        var cluster = Cluster.serving(4);
        String id = ask(cluster, ALICE, "qCreate,1");
        cluster.toGroup(ALICE, "mockPartition");
        cluster.run(LONG);
        for (int i = 0; i < 4; i++) {
            cluster.toOne(1, ALICE, "msg,to-the-odd-" + i + ",qSize," + id);
            cluster.run(20);
        }
        cluster.run(LONG);
        assertThat(cluster.texts(ALICE)).containsExactly("0", "0", "0", "0");
        assertOneGroup(cluster, 4);
    }

    @Test
    void withoutRequestsItHealsAfterAMinute() {
        var cluster = Cluster.serving(3);
        cluster.toGroup(ALICE, "mockPartition");
        cluster.run(50_000);
        assertComponents(cluster, 2);
        cluster.run(10_000 + LONG);
        assertOneGroup(cluster, 3);
    }

    @Test
    void theSilentSideAnswersWhenTheOtherIsGone() {
        var cluster = Cluster.serving(4);
        String id = ask(cluster, ALICE, "qCreate,1");
        cluster.toGroup(ALICE, "mockPartition");
        cluster.run(LONG);
        cluster.down[0] = true;
        cluster.down[2] = true;
        cluster.run(LONG);
        for (int i = 0; i < 6; i++) {
            assertThat(ask(cluster, ALICE, "qSize," + id)).isEqualTo("0");
        }
    }

    @Test
    void aServerAloneIsNotSplit() {
        var cluster = Cluster.serving(1);
        cluster.toGroup(ALICE, "mockPartition");
        cluster.run(100);
        assertThat(cluster.replicas.get(0).status().partition()).isNull();
    }

    @Test
    void withZeroTheWishIsIgnored() {
        var defaults = ReplicaConfig.defaults();
        var cluster = new Cluster(2, new ReplicaConfig(defaults.group(), defaults.limits(), 0));
        cluster.run(LONG);
        cluster.toGroup(ALICE, "mockPartition");
        cluster.run(LONG);
        assertOneGroup(cluster, 2);
        assertThat(cluster.counter(0, "text.mock-partitions")).isEqualTo(1);
        assertThat(cluster.counter(0, "dropped.partitioned")).isZero();
    }

    @Test
    void tellsHowItStands() {
        var cluster = Cluster.serving(3);
        String id = ask(cluster, ALICE, "qCreate,1");
        cluster.toGroup(ALICE, "mockPartition");
        assertThat(ask(cluster, ALICE, "qSize," + id)).isEqualTo("0");
        cluster.run(LONG);
        assertThat(cluster.replicas.get(0).status().partition())
                .isEqualTo(new ReplicaStatus.Partition(List.of(2L), false, 2));
        assertThat(cluster.replicas.get(1).status().partition())
                .isEqualTo(new ReplicaStatus.Partition(List.of(1L, 3L), true, 2));
        assertThat(cluster.counter(0, "dropped.partitioned")).isPositive();
    }

    private String ask(Cluster cluster, Address from, String request) {
        tell(cluster, from, request);
        for (int i = 0; i < 100; i++) {
            cluster.run(50);
            var replies = cluster.texts(from);
            if (!replies.isEmpty()) {
                assertThat(replies).as(request).hasSize(1);
                return replies.get(0);
            }
        }
        throw new AssertionError("no reply to " + request);
    }

    private void tell(Cluster cluster, Address from, String request) {
        cluster.toGroup(from, "msg," + ++messages + "," + request);
    }

    private static void assertComponents(Cluster cluster, int expected) {
        var ids = new TreeSet<String>();
        for (Replica replica : cluster.replicas) {
            var configuration = replica.status().replication().group().configuration();
            ids.add(String.valueOf(configuration == null ? null : configuration.id()));
        }
        assertThat(ids).as("components").hasSize(expected);
    }

    private static void assertOneGroup(Cluster cluster, int size) {
        assertComponents(cluster, 1);
        var first = cluster.replicas.get(0).status().replication();
        for (Replica replica : cluster.replicas) {
            var status = replica.status();
            var configuration = status.replication().group().configuration();
            assertThat(configuration == null ? 0 : configuration.size()).isEqualTo(size);
            assertThat(status.replication().phase()).isEqualTo(Phase.SERVING);
            assertThat(status.replication().stateHash()).isEqualTo(first.stateHash());
            assertThat(status.partition()).isNull();
        }
    }
}
