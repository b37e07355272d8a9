package io.ftqueue.queue.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.state.Branch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateJoinTest {

    private static final long CLIENT = 7;

    private final Branch left = new Branch(1);
    private long seq = 1;

    @Test
    void keepsWhatNobodyTookAndNothingElse() {
        run(left, create("q"), push(1, "x1"), push(1, "x2"), push(1, "x3"));
        var right = left.fork(2);
        left.enter(3);
        right.micros += 50;
        runAs(1, left, new Operation.Pop(1), push(1, "a1"));
        runAs(2, right, new Operation.Pop(1), new Operation.Pop(1), push(1, "b1"));
        // A replay would pop x3, too, although no client ever got it.
        assertThat(values(join(left, right), "q")).containsExactly("x3", "a1", "b1");
    }

    @Test
    void makesOneQueueOfALabelThatBothSidesCreated() {
        var right = new Branch(2);
        runAs(1, left, create("q"), push(1, "a"));
        runAs(2, right, create("other"), create("q"), push(2, "b"));
        var joined = join(left, right);
        assertThat(values(joined, "q")).containsExactly("a", "b");
        assertThat(joined.state.queues()).hasSize(2);
    }

    @Test
    void keepsAllIdsOfAQueue() {
        runAs(1, left, create("q"), push(1, "a"));
        var right = new Branch(2);
        right.micros += 50;
        runAs(2, right, create("x"), create("y"), create("q"), push(3, "b"), new Operation.Destroy(1));
        var joined = join(left, right);
        // The other side's ids come after the one that was known here.
        assertThat(runAs(3, joined, new Operation.Size(1), new Operation.Size(4)))
                .containsExactly(Result.ofNumber(2), Result.ofNumber(2));
        long lowest = Math.min(joined.idOf(1), joined.idOf(4));
        assertThat(runAs(3, joined, new Operation.Lookup(bytes("q"))))
                .containsExactly(Result.ofNumber(joined.nameOf(lowest)));
        assertThat(runAs(3, joined, new Operation.Destroy(4), new Operation.Size(1)))
                .containsExactly(Result.done(), Result.ofCode(ResultCode.NO_QUEUE));
    }

    @Test
    void keepsADestroyedQueueOnlyForWhatTheDestroyHasNotSeen() {
        run(left, create("q"), push(1, "old"), create("gone"));
        var right = left.fork(2);
        left.enter(3);
        runAs(1, left, new Operation.Destroy(1), new Operation.Destroy(2));
        runAs(2, right, push(1, "new"));
        var joined = join(left, right);
        assertThat(values(joined, "q")).containsExactly("new");
        assertThat(joined.state.queues()).hasSize(1);
    }

    @Test
    void countsAPushThatBothSidesExecutedOnce() {
        run(left, create("q"));
        var right = left.fork(2);
        left.enter(3);
        left.nativeEntry(1, 1, 1, push(1, "once"));
        right.nativeEntry(1, 1, 1, push(1, "once"));
        assertThat(values(join(left, right), "q")).containsExactly("once");
        runAs(2, left, new Operation.Pop(1));
        assertThat(values(join(left, right), "q")).isEmpty();
        assertThat(values(join(right, left), "q")).isEmpty();
    }

    @Test
    void keepsAPushThatOneSideRefused() {
        run(left, create("q"));
        var right = left.fork(2);
        left.enter(3);
        runAs(2, left, new Operation.Destroy(1));
        assertThat(left.nativeEntry(1, 1, 1, push(1, "x"))).containsExactly(Result.ofCode(ResultCode.NO_QUEUE));
        assertThat(right.nativeEntry(1, 1, 1, push(1, "x"))).containsExactly(Result.done());
        assertThat(values(join(left, right), "q")).containsExactly("x");
    }

    @Test
    void answersRepeatedOperationsOfBothSidesAfterwards() {
        run(left, create("q"), push(1, "x"), push(1, "y"));
        var right = left.fork(2);
        left.enter(3);
        left.nativeEntry(1, 1, 1, new Operation.Pop(1));
        right.nativeEntry(2, 1, 1, new Operation.Size(1));
        right.text("t", new Operation.Top(1));
        var joined = join(left, right);
        assertThat(joined.nativeEntry(1, 1, 1, new Operation.Pop(1))).containsExactly(Result.ofItem(bytes("x")));
        assertThat(joined.nativeEntry(2, 1, 1, new Operation.Size(1))).containsExactly(Result.ofNumber(2));
        assertThat(joined.text("t", new Operation.Top(1))).isEqualTo(Result.ofItem(bytes("x")));
        assertThat(values(joined, "q")).containsExactly("y");
    }

    /** What one side has popped and the other has in its queue is left out when they tell each other their states. */
    @Test
    void findsWhatWasLeftOutAmongWhatItHasPopped() {
        run(left, create("q"), push(1, "x"), push(1, "y"));
        var right = left.fork(2);
        left.enter(3);
        left.nativeEntry(1, 1, 1, new Operation.Pop(1));
        runAs(2, right, push(1, "z"));
        meet(left, right);
        assertThat(left.values("q")).containsExactly("y", "z");
        assertThat(left.reports.get(0).queues().get(0).removed()).containsExactly(0L, 1L);
        // Client 1 gives up that pop: x is not gone.
        left.nativeEntry(1, 2, List.of(new ClientFrame.Echo(1, 0)), 2, new Operation.Size(1));
        assertThat(left.values("q")).containsExactly("x", "y", "z");
    }

    /** The oldest outcomes of a client are not kept for ever, and each side may have let go of another one. */
    @Test
    void takesOneItemForAPopWhoseOutcomesAreNotKept() {
        run(left, create("q"));
        for (int i = 1; i <= 600; i++) {
            run(left, push(1, String.valueOf(i).concat(" ".repeat(50_000))));
        }
        var right = left.fork(2);
        left.enter(3);
        // More than 8 MiB: the left side keeps the last outcomes only.
        for (int i = 1; i <= 250; i++) {
            left.nativeEntry(1, 1, i, new Operation.Pop(1));
        }
        for (int i = 1; i <= 250; i++) {
            runAs(100 + i, right, new Operation.Pop(1));
        }
        for (int i = 1; i <= 50; i++) {
            right.nativeEntry(1, 1, i, new Operation.Pop(1));
        }
        meet(left, right);
        assertThat(left.values("q")).hasSize(350);
        assertThat(left.values("q").get(0)).startsWith("251 ");
        assertThat(left.reports.get(0).queues().get(0).returnedCount()).isEqualTo(50);
    }

    /** A client that comes back after its session has ended can push under a number that was used. */
    @Test
    void keepsTwoItemsOfOneNumberApart() {
        run(left, create("q"), create("c"), push(2, "c1"), push(2, "c2"));
        left.nativeEntry(1, 1, 1, push(1, "x"));
        left.pass(1_800);
        var right = left.fork(2);
        left.enter(3);
        left.nativeEntry(5, 1, 1, new Operation.Pop(2));
        runAs(8, right, new Operation.Pop(2));
        right.nativeEntry(5, 1, 1, new Operation.Pop(2));
        meet(left, right);
        // Of the pop of client 5 two outcomes are left, and nothing of what they took.
        runAs(9, left, new Operation.Pop(2));
        left.nativeEntry(5, 1, 2, new Operation.Size(1));
        left.pass(1_801);
        left.nativeEntry(1, 1, 1, push(1, "x"));
        runAs(9, left, new Operation.Pop(1));
        assertThat(left.values("q")).containsExactly("x");
        var restored = left.fork(77);
        assertThat(restored.values("q")).containsExactly("x");
        assertThat(restored.state.stateHash()).isEqualTo(left.state.stateHash());
    }

    /** Of a context that was cut to its newest part not all that was executed can be told. */
    @Test
    void keepsAQueueForItemsThatNobodyCanTellWereDestroyed() {
        run(left, create("q"), push(1, "x"));
        left.pass(3_601);
        left.enter(2);
        run(left, push(1, "y"));
        left.context = left.context.newest(1);
        var right = left.fork(3);
        left.enter(4);
        runAs(8, left, create("other"));
        runAs(9, right, new Operation.Destroy(1));
        meet(left, right);
        assertThat(left.values("q")).contains("x");
    }

    @Test
    void tellsOfQueuesThatOneSideHasCreated() {
        run(left, create("q"));
        var right = left.fork(2);
        left.enter(3);
        runAs(8, left, create("a"));
        runAs(9, right, create("b"));
        meet(left, right);
        assertThat(left.reports.get(0).queues())
                .extracting(queue -> new String(queue.label(), StandardCharsets.UTF_8))
                .containsExactly("a", "b");
    }

    /** An item that a pop holds can be in other components under other keys. */
    @Test
    void knowsAllPlacesOfAnItemThatAPopHolds() {
        run(left, create("q"));
        var right = left.fork(2);
        var third = left.fork(4);
        left.enter(3);
        right.micros += 50;
        third.micros += 90;
        left.nativeEntry(1, 1, 1, push(1, "x"));
        right.nativeEntry(1, 1, 1, push(1, "x"));
        third.nativeEntry(1, 1, 1, push(1, "x"));
        var fourth = third.fork(5);
        left.nativeEntry(2, 1, 1, new Operation.Pop(1));
        runAs(3, right, push(1, "b"));
        runAs(3, third, push(1, "c"));
        meet(left, right);
        meet(left, third);
        runAs(4, fourth, push(1, "d"));
        meet(left, fourth);
        left.nativeEntry(2, 2, List.of(new ClientFrame.Echo(1, 0)), 2, new Operation.Size(1));
        assertThat(left.values("q").get(0)).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void holdsInRandomHistories(int part) {
        for (int seed = part * 100; seed < part * 100 + 20; seed++) {
            new RandomHistory(seed).run(80);
        }
    }

    static Branch join(Branch first, Branch second) {
        var joined = new Branch(1_000);
        joined.become(List.of(first, second));
        return joined;
    }

    /** Joins both where they are, each from what the other leaves out for it; they come to the same. */
    static void meet(Branch first, Branch second) {
        var told = first.fork(999);
        first.become(List.of(first, second));
        second.become(List.of(told, second));
        assertThat(second.state.stateHash()).isEqualTo(first.state.stateHash());
        assertThat(second.pieces()).containsExactlyElementsOf(first.pieces());
        int last = first.reports.size() - 1;
        assertThat(second.reports.get(second.reports.size() - 1))
                .usingRecursiveComparison()
                .isEqualTo(first.reports.get(last));
    }

    static List<String> values(Branch branch, String label) {
        return branch.values(label);
    }

    private List<Result> run(Branch branch, Operation... operations) {
        var results = branch.nativeEntry(CLIENT, seq, seq, operations);
        seq += operations.length;
        return results;
    }

    private List<Result> runAs(long client, Branch branch, Operation... operations) {
        long first = branch.state.executedUpTo(client) + 1;
        return branch.nativeEntry(client, first, first, operations);
    }

    static Operation create(String label) {
        return new Operation.Create(bytes(label));
    }

    static Operation push(long queue, String item) {
        return new Operation.Push(queue, bytes(item));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
