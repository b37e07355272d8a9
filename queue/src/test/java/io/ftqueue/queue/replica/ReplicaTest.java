package io.ftqueue.queue.replica;

import static io.ftqueue.queue.replica.Cluster.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.replication.ReplicationStatus.Phase;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.replica.Cluster.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaTest {

    private static final Address ALICE = new Address(11);
    private static final Address BOB = new Address(12);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void answersANativeClient(int size) {
        var cluster = Cluster.serving(size);
        long q = make(cluster, ALICE, "q");
        cluster.request(0, ALICE, 2, 2, push(q, "x"), new Operation.Pop(q), new Operation.Pop(q));
        cluster.run(50);
        assertThat(cluster.answers(ALICE).values())
                .containsExactly(Result.done(), Result.ofItem(bytes("x")), Result.ofCode(ResultCode.EMPTY));
        assertEqualStates(cluster);
    }

    @Test
    void answersARepeatedRequestAgainFromAnyServer() {
        var cluster = Cluster.serving(3);
        long q = make(cluster, ALICE, "q");
        cluster.request(0, ALICE, 2, 2, create("q"), push(q, "x"), new Operation.Pop(q));
        cluster.run(50);
        var first = cluster.answers(ALICE);
        cluster.request(1, ALICE, 2, 2, create("q"), push(q, "x"), new Operation.Pop(q));
        cluster.run(50);
        assertThat(cluster.answers(ALICE)).isEqualTo(first);
        assertThat(cluster.counter(1, "native.repeated")).isEqualTo(3);
        assertThat(cluster.counter(1, "native.operations")).isZero();
    }

    @Test
    void submitsAnOverlappingRequestOnce() {
        var cluster = Cluster.serving(3);
        long q = make(cluster, ALICE, "q");
        cluster.request(0, ALICE, 2, 2, create("q"), push(q, "x"));
        cluster.request(0, ALICE, 2, 2, create("q"), push(q, "x"));
        cluster.request(0, ALICE, 2, 3, push(q, "x"), push(q, "y"), new Operation.Size(q));
        cluster.request(0, ALICE, 2, 7, push(q, "beyond a gap"));
        cluster.run(50);
        assertThat(cluster.answers(ALICE).values())
                .containsExactly(Result.ofNumber(q), Result.done(), Result.done(), Result.ofNumber(2));
        assertThat(cluster.counter(0, "native.operations")).isEqualTo(5);
        assertThat(cluster.counter(0, "native.in-flight")).isEqualTo(1);
        assertThat(cluster.counter(0, "dropped.gap")).isEqualTo(1);
    }

    @Test
    void carriesLargeItemsOneADatagram() {
        var cluster = Cluster.serving(3);
        byte[] large = new byte[Operation.MAX_ITEM_BYTES];
        long q = make(cluster, ALICE, "q");
        cluster.request(0, ALICE, 2, 2, new Operation.Push(q, large));
        cluster.run(100);
        cluster.request(0, ALICE, 3, 3, new Operation.Top(q), new Operation.Pop(q));
        cluster.run(100);
        var datagrams = cluster.take(ALICE);
        assertThat(datagrams).hasSize(3);
        assertThat(datagrams.get(2)).hasSizeGreaterThan(large.length);
    }

    @Test
    void refusesWhatTheGroupCannotOrderAndGoesOn() {
        var group = ReplicaConfig.defaults().group().withMaxFrameBytes(576);
        var cluster = new Cluster(1, new ReplicaConfig(group, ReplicaLimits.defaults()));
        cluster.run(3_000);
        long q = make(cluster, ALICE, "q");
        cluster.request(0, ALICE, 2, 2, new Operation.Push(q, new byte[50_000]), push(q, "small"));
        cluster.run(50);
        assertThat(cluster.answers(ALICE).values()).containsExactly(Result.ofCode(ResultCode.TOO_LARGE), Result.done());
    }

    @Test
    void tellsAClientThatItIsBusy() {
        var limits = new ReplicaLimits(10, 65_536, 10, 7, 2_000_000_000L, 30_000_000L, 10_000_000L, 30_000_000_000L);
        var cluster = new Cluster(1, new ReplicaConfig(ReplicaConfig.defaults().group(), limits));
        for (int seq = 1; seq <= 3; seq++) {
            cluster.request(0, ALICE, 1, seq, new Operation.Push(1, new byte[40_000]));
        }
        assertThat(cluster.take(ALICE)).containsExactly(ClientCodec.encode(new ClientFrame.Busy(ALICE.key(), 3, 7)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void servesTheOriginalClientWithOneReplyEach(int size) {
        var cluster = Cluster.serving(size);
        var created = ask(cluster, "1,qCreate,12");
        assertThat(created).hasSize(1);
        String id = created.get(0);
        assertThat(ask(cluster, "2,qId,12")).containsExactly(id);
        assertThat(ask(cluster, "3,qPush," + id + ",12")).isEmpty();
        assertThat(ask(cluster, "4,qTop," + id)).containsExactly("12");
        assertThat(ask(cluster, "5,qPop," + id)).containsExactly("12");
        assertThat(ask(cluster, "6,qSize," + id)).containsExactly("0");
        assertThat(ask(cluster, "7,qPop," + id)).containsExactly("-1");
        assertThat(ask(cluster, "8,qDestroy," + id)).isEmpty();
        assertThat(ask(cluster, "9,qSize," + id)).containsExactly("-1");
        assertThat(ask(cluster, "9,qSize," + id)).containsExactly("-1");
        assertThat(ask(cluster, "2,qId,12")).containsExactly(id);
        assertThat(ask(cluster, "3,qPush," + id + ",12")).isEmpty();
        assertThat(ask(cluster, "10,qPush,1")).containsExactly("error,10,missing argument");
        assertThat(ask(cluster, "11,qFly")).containsExactly("error,11,unknown operation");
        assertEqualStates(cluster);
    }

    @Test
    void keepsTheOrderOfABurst() {
        var cluster = Cluster.serving(3);
        String id = ask(cluster, "c,qCreate,1").get(0);
        for (int i = 0; i < 20; i++) {
            cluster.toGroup(ALICE, "msg,p" + i + ",qPush," + id + "," + i);
        }
        for (int i = 0; i < 20; i++) {
            cluster.toGroup(ALICE, "msg,o" + i + ",qPop," + id);
        }
        cluster.run(50);
        var expected = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            expected.add(Integer.toString(i));
        }
        assertThat(cluster.texts(ALICE)).containsExactlyElementsOf(expected);
    }

    @Test
    void sharesTextClientsAmongTheServers() {
        var cluster = Cluster.serving(3);
        for (int i = 0; i < 60; i++) {
            cluster.toGroup(new Address(i), "msg,m" + i + ",qCreate," + i);
        }
        cluster.run(25);
        var ids = new TreeSet<String>();
        for (int i = 0; i < 60; i++) {
            var texts = cluster.texts(new Address(i));
            assertThat(texts).hasSize(1);
            ids.addAll(texts);
        }
        assertThat(ids).hasSize(60);
        for (int i = 0; i < 3; i++) {
            assertThat(cluster.counter(i, "text.submitted")).isGreaterThan(5);
            assertThat(cluster.counter(i, "text.submitted-as-backup")).isZero();
        }
    }

    @Test
    void letsABackupAnswerForAServerThatDied() {
        for (int dead = 0; dead < 3; dead++) {
            var cluster = Cluster.serving(3);
            String id = ask(cluster, "c,qCreate,1").get(0);
            cluster.down[dead] = true;
            for (int i = 0; i < 5; i++) {
                cluster.toGroup(ALICE, "msg,p" + i + ",qPush," + id + "," + i);
            }
            cluster.toGroup(ALICE, "msg,t,qTop," + id);
            cluster.toGroup(ALICE, "msg,s,qSize," + id);
            cluster.run(3_000);
            assertThat(cluster.texts(ALICE)).containsExactly("0", "5");
        }
    }

    @Test
    void healsAClientThatMovesToAnotherServer() {
        var cluster = Cluster.serving(3);
        long q = make(cluster, BOB, "q");
        cluster.request(0, BOB, 2, 2, push(q, "x"));
        cluster.run(50);
        cluster.take(BOB);
        cluster.request(0, BOB, 3, 3, push(q, "y"), push(q, "z"));
        cluster.down[0] = true;
        cluster.run(2_000);
        cluster.request(1, BOB, 3, 3, push(q, "y"), push(q, "z"), new Operation.Size(q));
        cluster.run(50);
        assertThat(cluster.answers(BOB).values()).containsExactly(Result.done(), Result.done(), Result.ofNumber(3));
    }

    @Test
    void answersARequestThatOnlyOneServerGot() {
        var cluster = Cluster.serving(3);
        for (int i = 0; i < 3; i++) {
            cluster.toOne(i, ALICE, "msg,d" + i + ",qCreate,5");
            cluster.run(20);
            cluster.toOne(i, ALICE, "msg,d" + i + ",qCreate,5");
            cluster.toOne(i, ALICE, "msg,e,qCreate");
            cluster.run(20);
            var texts = cluster.texts(ALICE);
            assertThat(texts).hasSize(3).contains("error,e,missing argument");
            assertThat(new TreeSet<>(texts)).as("the same id twice").hasSize(2);
        }
    }

    @Test
    void countsWhatItIgnores() {
        var cluster = Cluster.serving(1);
        for (String text : List.of("", "hello", "FTQC", "mockPartition")) {
            cluster.toOne(0, ALICE, text);
        }
        cluster.run(5);
        assertThat(cluster.take(ALICE)).isEmpty();
        assertThat(cluster.counter(0, "dropped.blank")).isEqualTo(1);
        assertThat(cluster.counter(0, "dropped.no-request")).isEqualTo(1);
        assertThat(cluster.counter(0, "dropped.truncated")).isEqualTo(1);
        assertThat(cluster.counter(0, "text.mock-partitions")).isEqualTo(1);
    }

    private static List<String> ask(Cluster cluster, String request) {
        cluster.toGroup(ALICE, "msg," + request);
        cluster.run(60);
        return cluster.texts(ALICE);
    }

    /** The id of a queue, made by the client's first operation. */
    private static long make(Cluster cluster, Address client, String label) {
        cluster.request(0, client, 1, 1, create(label));
        cluster.run(50);
        return cluster.answers(client).firstEntry().getValue().number();
    }

    private static void assertEqualStates(Cluster cluster) {
        var first = cluster.replicas.get(0).status().replication();
        for (Replica replica : cluster.replicas) {
            var status = replica.status().replication();
            assertThat(status.phase()).isEqualTo(Phase.SERVING);
            assertThat(status.stateHash()).isEqualTo(first.stateHash());
        }
    }

    private static Operation create(String label) {
        return new Operation.Create(bytes(label));
    }

    private static Operation push(long queue, String item) {
        return new Operation.Push(queue, bytes(item));
    }
}
