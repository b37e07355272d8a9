package io.ftqueue.queue.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Operation.Ack;
import io.ftqueue.queue.Operation.Create;
import io.ftqueue.queue.Operation.Destroy;
import io.ftqueue.queue.Operation.Extend;
import io.ftqueue.queue.Operation.Nack;
import io.ftqueue.queue.Operation.Pop;
import io.ftqueue.queue.Operation.Push;
import io.ftqueue.queue.Operation.Size;
import io.ftqueue.queue.Operation.Take;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeasesTest {

    private static final Result EMPTY = Result.ofCode(ResultCode.EMPTY);
    private static final Result LEASE_ENDED = Result.ofCode(ResultCode.LEASE_ENDED);
    private static final Result NO_QUEUE = Result.ofCode(ResultCode.NO_QUEUE);

    private Branch branch = new Branch(1);
    private long seq;

    @BeforeEach
    void twoQueues() {
        does(new Create(bytes("jobs")));
        does(new Create(bytes("dead")));
    }

    @Test
    void hidesWhatWasTaken() {
        push("x", "y");
        assertThat(text(take(30))).isEqualTo("x");
        assertThat(does(new Size(1))).isEqualTo(Result.ofNumber(1));
        assertThat(text(does(new Operation.Top(1)))).isEqualTo("y");
        assertThat(text(does(new Pop(1)))).isEqualTo("y");
        assertThat(does(new Pop(1))).isEqualTo(EMPTY);
        assertThat(take(30)).isEqualTo(EMPTY);
        assertThat(summary().leased()).isEqualTo(1);
    }

    @Test
    void removesWhatIsAcknowledged() {
        push("x");
        long receipt = take(30).number();
        assertThat(does(new Ack(1, receipt))).isEqualTo(Result.done());
        assertThat(does(new Ack(1, receipt))).isEqualTo(LEASE_ENDED);
        branch.pass(60);
        assertThat(take(30)).isEqualTo(EMPTY);
        assertThat(branch.values("jobs")).isEmpty();
        assertThat(summary().leased()).isZero();
    }

    @Test
    void deliversAgainInOrderWhenTheLeaseIsOver() {
        push("x", "y", "z");
        long first = take(10).number();
        take(20);
        branch.pass(9);
        assertThat(does(new Size(1))).isEqualTo(Result.ofNumber(1));
        branch.pass(1);
        assertThat(does(new Ack(1, first))).isEqualTo(LEASE_ENDED);
        branch.pass(10);
        Result again = take(10);
        assertThat(text(again)).isEqualTo("x");
        assertThat(Take.deliveriesOf(first)).isEqualTo(1);
        assertThat(Take.deliveriesOf(again.number())).isEqualTo(2);
        assertThat(again.number()).isNotEqualTo(first);
        assertThat(text(does(new Pop(1)))).isEqualTo("y");
        assertThat(text(does(new Pop(1)))).isEqualTo("z");
    }

    @Test
    void givesBackWhatIsRefused() {
        push("x", "y");
        long receipt = take(30).number();
        assertThat(does(new Nack(1, receipt, 0))).isEqualTo(Result.done());
        assertThat(does(new Ack(1, receipt))).isEqualTo(LEASE_ENDED);
        assertThat(text(does(new Operation.Top(1)))).isEqualTo("x");
    }

    @Test
    void keepsBackForAWhileWhatIsRefusedWithADelay() {
        push("x", "y");
        long receipt = take(30).number();
        assertThat(does(new Nack(1, receipt, 5_000))).isEqualTo(Result.done());
        assertThat(does(new Extend(1, receipt, 1_000))).isEqualTo(LEASE_ENDED);
        assertThat(text(does(new Operation.Top(1)))).isEqualTo("y");
        branch.pass(5);
        assertThat(text(does(new Operation.Top(1)))).isEqualTo("x");
    }

    @Test
    void prolongsALease() {
        push("x");
        long receipt = take(5).number();
        branch.pass(4);
        assertThat(does(new Extend(1, receipt, 10_000))).isEqualTo(Result.done());
        branch.pass(9);
        assertThat(does(new Ack(1, receipt))).isEqualTo(Result.done());
    }

    @Test
    void movesWhatWasDeliveredTooOftenToTheDeadLetters() {
        push("x", "y");
        does(new Take(1, 1_000, 2, 2));
        branch.pass(1);
        assertThat(text(does(new Operation.Top(1)))).isEqualTo("x");
        does(new Take(1, 1_000, 2, 2));
        branch.pass(1);
        assertThat(branch.values("jobs")).containsExactly("y");
        assertThat(branch.values("dead")).containsExactly("x");
        does(new Nack(1, does(new Take(1, 1_000, 1, 2)).number(), 60_000));
        assertThat(branch.values("jobs")).isEmpty();
        assertThat(branch.values("dead")).containsExactly("x", "y");
        Result dead = does(new Take(2, 1_000, 0, 0));
        assertThat(text(dead)).isEqualTo("x");
        assertThat(Take.deliveriesOf(dead.number())).isEqualTo(1);
    }

    @Test
    void givesBackWhatCannotBeMoved() {
        push("x");
        does(new Take(1, 1_000, 1, 77));
        branch.pass(1);
        assertThat(branch.values("jobs")).containsExactly("x");
        does(new Take(1, 1_000, 1, 1));
        branch.pass(1);
        assertThat(text(does(new Pop(1)))).isEqualTo("x");
    }

    @Test
    void movesManyAtOnceInTheirOrder() {
        push("a", "b", "c", "d");
        for (int i = 0; i < 4; i++) {
            does(new Take(1, 1_000, 1, 2));
        }
        branch.pass(2);
        assertThat(branch.values("dead")).containsExactly("a", "b", "c", "d");
        for (String item : List.of("a", "b", "c", "d")) {
            assertThat(text(does(new Pop(2)))).isEqualTo(item);
        }
    }

    @Test
    void endsWithTheQueue() {
        push("x");
        long receipt = take(1).number();
        does(new Destroy(1));
        assertThat(does(new Ack(1, receipt))).isEqualTo(NO_QUEUE);
        does(new Create(bytes("jobs")));
        branch.pass(5);
        assertThat(branch.values("jobs")).isEmpty();
    }

    @Test
    void comesThroughASnapshot() {
        push("x", "y", "z");
        take(10);
        long second = take(20).number();
        does(new Nack(1, second, 0));
        long hash = branch.state.stateHash();
        branch = branch.fork(1);
        assertThat(branch.state.stateHash()).isEqualTo(hash);
        assertThat(text(does(new Operation.Top(1)))).isEqualTo("y");
        branch.pass(10);
        assertThat(Take.deliveriesOf(take(10).number())).isEqualTo(2);
        assertThat(Take.deliveriesOf(take(10).number())).isEqualTo(2);
        assertThat(Take.deliveriesOf(take(10).number())).isEqualTo(1);
    }

    /** An acknowledgement on one side counts on the other, too; and a lease goes on as long as the longer one. */
    @Test
    void joinsTheLeasesOfTwoSides() {
        push("x", "y", "z");
        long here = take(10).number();
        Branch other = branch.fork(2);
        branch.enter(3);
        does(new Ack(1, here));
        long there =
                other.nativeEntry(8, 1, 1, new Take(1, 20_000, 0, 0)).get(0).number();
        var joined = new Branch(4);
        joined.become(List.of(branch, other));
        branch = joined;
        assertThat(joined.values("jobs")).containsExactly("y", "z");
        assertThat(text(does(new Operation.Top(1)))).isEqualTo("z");
        assertThat(does(new Ack(1, there))).isEqualTo(Result.done());
        joined.pass(60);
        assertThat(joined.values("jobs")).containsExactly("z");
    }

    /** Both sides give up: there is one dead letter, though each has moved it for itself. */
    @Test
    void movesAnItemOnceThoughTwoSidesDo() {
        push("x");
        does(new Take(1, 1_000, 1, 2));
        Branch other = branch.fork(2);
        branch.enter(3);
        branch.pass(2);
        other.pass(3);
        assertThat(branch.values("dead")).containsExactly("x");
        var joined = new Branch(4);
        joined.become(List.of(branch, other));
        assertThat(joined.values("dead")).containsExactly("x");
        assertThat(joined.values("jobs")).isEmpty();
    }

    /** The side that moved it has executed its push: that must not make its copy look removed. */
    @Test
    void keepsADeadLetterOfWhichTheOtherSideKnowsThePush() {
        push("x");
        does(new Take(1, 1_000, 1, 2));
        Branch other = branch.fork(2);
        branch.enter(3);
        branch.pass(2);
        var joined = new Branch(4);
        joined.become(List.of(branch, other));
        assertThat(joined.values("dead")).containsExactly("x");
        assertThat(joined.values("jobs")).isEmpty();
    }

    @Test
    void namesAnItemThatBothSidesHaveHandedOut() {
        push("x");
        long here = take(10).number();
        Branch other = branch.fork(2);
        branch.enter(3);
        does(new Ack(1, here));
        other.pass(10);
        other.nativeEntry(8, 1, 1, new Pop(1));
        other.nativeEntry(8, 2, 2, new Size(1));
        var joined = new Branch(4);
        joined.become(List.of(branch, other));
        var report = joined.reports.get(0).queues().get(0);
        assertThat(report.duplicateCount()).isEqualTo(1);
    }

    /** Two items of one name, as a text client makes them that uses its message ids again: each has its own lease. */
    @Test
    void tellsApartWhatOneRequestHasBroughtTwice() {
        branch.text("again", new Push(1, bytes("x")));
        branch.pass(3_601);
        branch.text("again", new Push(1, bytes("y")));
        branch.text("other", new Push(1, bytes("z")));
        assertThat(text(branch.text("1", new Take(1, 10_000, 0, 0)))).isEqualTo("x");
        Result second = branch.text("2", new Take(1, 20_000, 0, 0));
        assertThat(text(second)).isEqualTo("y");
        assertThat(text(branch.text("3", new Take(1, 30_000, 0, 0)))).isEqualTo("z");
        branch.text("4", new Nack(1, second.number(), 0));
        branch.pass(10);
        long hash = branch.state.stateHash();
        Branch restored = branch.fork(2);
        assertThat(restored.state.stateHash()).isEqualTo(hash);
        for (Branch each : List.of(branch, restored)) {
            assertThat(each.values("jobs")).containsExactly("x", "y", "z");
            assertThat(text(each.text("5", new Pop(1)))).isEqualTo("x");
            assertThat(each.values("jobs")).containsExactly("y", "z");
            Result again = each.text("6", new Take(1, 10_000, 0, 0));
            assertThat(text(again)).isEqualTo("y");
            assertThat(Take.deliveriesOf(again.number())).isEqualTo(2);
            assertThat(each.text("7", new Ack(1, again.number()))).isEqualTo(Result.done());
            each.pass(30);
            assertThat(each.values("jobs")).containsExactly("z");
        }
    }

    private void push(String... items) {
        for (String item : items) {
            does(new Push(1, bytes(item)));
        }
    }

    private Result take(int seconds) {
        return does(new Take(1, seconds * 1_000, 0, 0));
    }

    private QueueState.QueueSummary summary() {
        return branch.state.queues().get(0);
    }

    private Result does(Operation operation) {
        seq++;
        return branch.nativeEntry(7, seq, seq, operation).get(0);
    }

    private static String text(Result result) {
        return new String(result.item(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
