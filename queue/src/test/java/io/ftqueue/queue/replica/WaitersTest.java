package io.ftqueue.queue.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Notice;
import io.ftqueue.queue.codec.ClientFrame.Tidings;
import io.ftqueue.queue.codec.Decoded;
import io.ftqueue.queue.replica.Cluster.Address;
import io.ftqueue.queue.state.Branch;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that wait for items, and leases that end while nobody asks for anything. */
class WaitersTest {

    private static final Address ALICE = new Address(11);
    private static final Address BOB = new Address(12);
    private static final Address CAROL = new Address(13);

    private static final ReplicaOutbox NOBODY = new ReplicaOutbox() {
        @Override
        public void multicast(Frame frame) {}

        @Override
        public void send(MemberId to, Frame frame) {}

        @Override
        public void reply(ClientAddress to, byte[] datagram) {}
    };

    private final Cluster cluster = Cluster.serving(3);
    private long queue;
    private long seq;

    @BeforeEach
    void create() {
        queue = ask(new Operation.Create(Cluster.bytes("q"))).number();
    }

    @Test
    void tellsWhenAnItemComes() {
        assertThat(await(1, BOB)).containsExactly(Tidings.HELD);
        cluster.run(200);
        assertThat(notices(BOB)).isEmpty();
        push("x");
        assertThat(notices(BOB)).containsExactly(Tidings.ITEM);
        cluster.run(500);
        assertThat(notices(BOB)).isEmpty();
    }

    @Test
    void tellsAtOnceWhereAnItemIs() {
        push("x");
        assertThat(await(0, BOB)).containsExactly(Tidings.ITEM);
    }

    @Test
    void tellsThatThereIsNoQueue() {
        assertThat(await(1, BOB)).containsExactly(Tidings.HELD);
        ask(new Operation.Destroy(queue));
        assertThat(notices(BOB)).containsExactly(Tidings.NO_QUEUE);
        assertThat(await(1, BOB)).containsExactly(Tidings.NO_QUEUE);
    }

    /** One item is no reason to wake everybody; but whoever is told first may be gone. */
    @Test
    void tellsTheFirstAndTheNextOnlyWhenTheItemIsNotTaken() {
        await(1, BOB);
        await(1, CAROL);
        push("x");
        assertThat(notices(BOB)).containsExactly(Tidings.ITEM);
        assertThat(notices(CAROL)).isEmpty();
        cluster.run(100);
        assertThat(notices(CAROL)).containsExactly(Tidings.ITEM);
    }

    @Test
    void tellsAsManyAsThereAreItems() {
        await(1, BOB);
        await(1, CAROL);
        ask(push("x", queue), push("y", queue));
        assertThat(notices(BOB)).containsExactly(Tidings.ITEM);
        assertThat(notices(CAROL)).containsExactly(Tidings.ITEM);
    }

    /** A consumer that keeps up must not wait for the end of a promise that it has taken. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anItemThatWasTakenIsNotAboutToBeTaken(boolean lease) {
        await(1, BOB);
        push("x");
        assertThat(notices(BOB)).containsExactly(Tidings.ITEM);
        ask(lease ? new Operation.Take(queue, 60_000, 0, 0) : new Operation.Pop(queue));
        assertThat(await(1, BOB)).containsExactly(Tidings.HELD);
        push("y");
        assertThat(notices(BOB)).containsExactly(Tidings.ITEM);
    }

    @Test
    void forgetsWhoDoesNotRepeatTheWait() {
        await(1, BOB);
        cluster.run(2_000);
        await(1, CAROL);
        cluster.run(2_000);
        push("x");
        assertThat(notices(BOB)).isEmpty();
        assertThat(notices(CAROL)).containsExactly(Tidings.ITEM);
    }

    /** Without a payload no time passes for leases, so somebody has to send one: another, if the first is gone. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 2})
    void endsLeasesThoughNobodyAsks(int gone) {
        push("x");
        assertThat(ask(new Operation.Take(queue, 2_000, 0, 0)).code()).isEqualTo(ResultCode.OK);
        if (gone >= 0) {
            cluster.down[gone] = true;
        }
        int up = gone == 1 ? 2 : 1;
        assertThat(await(up, BOB)).containsExactly(Tidings.HELD);
        for (int i = 0; i < 5; i++) {
            cluster.run(1_000);
            await(up, BOB);
        }
        assertThat(cluster.replicas.get(up).status().queues().get(0).size()).isEqualTo(1);
    }

    @Test
    void leavesTheGroupInPeaceWhereThereIsNoLease() {
        long before = cluster.counter(0, "payloads.executed");
        cluster.run(5_000);
        assertThat(cluster.counter(0, "payloads.executed")).isEqualTo(before);
    }

    /** A lease of an hour costs a few payloads a second, not more. */
    @Test
    void sendsFewPayloadsForLongLeases() {
        push("x");
        ask(new Operation.Take(queue, 3_600_000, 0, 0));
        long before = cluster.counter(0, "payloads.executed");
        cluster.run(10_000);
        assertThat(cluster.counter(0, "payloads.executed") - before).isBetween(20L, 60L);
    }

    @Test
    void tellsWhenALeaseEnds() {
        push("x");
        ask(new Operation.Take(queue, 300, 0, 0));
        assertThat(await(2, BOB)).containsExactly(Tidings.HELD);
        cluster.run(200);
        assertThat(notices(BOB)).isEmpty();
        cluster.run(600);
        assertThat(notices(BOB)).containsExactly(Tidings.ITEM);
    }

    /** A server that is not in touch with the others knows neither queues nor items: it must not send anybody away. */
    @Test
    void saysNothingWhereItDoesNotServe() {
        var starting = new Cluster(1, ReplicaConfig.defaults());
        starting.receive(0, BOB, new ClientFrame.Wait(1, queue));
        assertThat(starting.take(BOB)).isEmpty();
        starting.run(3_000);
        starting.receive(0, BOB, new ClientFrame.Wait(1, queue));
        assertThat(starting.take(BOB)).hasSize(1);
    }

    /** A look that was due for a queue must not stay due when nobody is left for whom to look: that is a busy loop. */
    @Test
    void owesNoTickWhenNobodyIsLeft() {
        var state = new Branch(1);
        var waiters = new Waiters(state.state, 10);
        state.nativeEntry(9, 1, 1, new Operation.Create(Cluster.bytes("q")));
        long id = state.idOf(1);
        long start = 1_000_000 * Cluster.MILLI;
        waiters.onWait(start, ALICE, new ClientFrame.Wait(1, id), NOBODY);
        waiters.onWait(start, BOB, new ClientFrame.Wait(2, id), NOBODY);
        waiters.onTick(start, true, 1, NOBODY);
        waiters.onTick(start + 2_000 * Cluster.MILLI, true, 1, NOBODY);
        state.nativeEntry(9, 2, 2, push("x", 1));
        waiters.onTick(start + 2_945 * Cluster.MILLI, true, 2, NOBODY);
        waiters.onTick(start + 2_955 * Cluster.MILLI, true, 3, NOBODY);
        // Bob has been silent for too long, and what Alice was told has passed.
        waiters.onTick(start + 3_000 * Cluster.MILLI, true, 3, NOBODY);
        waiters.onTick(start + 3_010 * Cluster.MILLI, true, 3, NOBODY);
        long far = start + 9_000 * Cluster.MILLI;
        assertThat(waiters.nextDeadlineNanos(far)).isEqualTo(far);
    }

    private List<Tidings> await(int server, Address client) {
        cluster.receive(server, client, new ClientFrame.Wait(client.key(), queue));
        return notices(client);
    }

    private List<Tidings> notices(Address client) {
        return cluster.take(client).stream()
                .map(bytes -> ((Notice) ((Decoded.Ok) ClientCodec.decode(bytes)).frame()).tidings())
                .toList();
    }

    private void push(String item) {
        ask(push(item, queue));
    }

    private static Operation push(String item, long queue) {
        return new Operation.Push(queue, Cluster.bytes(item));
    }

    private Result ask(Operation... operations) {
        long first = seq + 1;
        seq += operations.length;
        cluster.request(0, ALICE, first, first, operations);
        cluster.run(20);
        return cluster.answers(ALICE).get(seq);
    }
}
