package io.ftqueue.queue.merge;

import static io.ftqueue.queue.merge.StateJoinTest.bytes;
import static io.ftqueue.queue.merge.StateJoinTest.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.state.Branch;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One pop, executed on both sides of a split with different outcomes, of which the client has taken one. */
class EchoTest {

    private static final Operation POP = new Operation.Pop(1);
    private static final Operation SIZE = new Operation.Size(1);

    private final Branch left = new Branch(1);
    private Branch right = left;

    /** Of the sides' outcomes of client 1's first operation, a pop. */
    private long leftTag;

    private long rightTag;

    @BeforeEach
    void executeOnePopOnBothSides() {
        left.nativeEntry(7, 1, 1, StateJoinTest.create("q"), push(1, "x"), push(1, "y"), push(1, "z"));
        right = left.fork(2);
        left.enter(3);
        right.micros += 50;
        right.nativeEntry(8, 1, 1, POP);
        assertThat(left.nativeEntry(1, 1, 1, POP)).containsExactly(Result.ofItem(bytes("x")));
        leftTag = left.tags.get(0);
        assertThat(right.nativeEntry(1, 1, 1, POP)).containsExactly(Result.ofItem(bytes("y")));
        rightTag = right.tags.get(0);
    }

    @Test
    void theEchoedOutcomeCountsAndTheOtherItemComesBack() {
        left.nativeEntry(1, 2, echo(1, rightTag), 2, SIZE);
        // Client 8 has x, from the right side; so it is y that client 1 has.
        assertThat(left.values("q")).containsExactly("x", "y", "z");
        meet();
        assertThat(left.values("q")).containsExactly("z");
    }

    @Test
    void theEchoDecidesOnTheSideThatHearsItAfterTheMerge() {
        meet();
        // Nobody says which outcome counts: neither hides its item, but x is gone by client 8.
        assertThat(left.values("q")).containsExactly("y", "z");
        assertThat(left.nativeEntry(1, 1, 1, POP)).containsExactly(Result.ofCode(ResultCode.CONFLICT));
        left.nativeEntry(1, 2, echo(1, rightTag), 2, SIZE);
        assertThat(left.values("q")).containsExactly("z");
    }

    @Test
    void aPopThatWasGivenUpHidesNothing() {
        meet();
        left.nativeEntry(1, 2, echo(1, 0), 2, SIZE);
        assertThat(left.values("q")).containsExactly("y", "z");
    }

    @Test
    void whoSaysNothingHasTakenWhatWasAtHand() {
        right.nativeEntry(1, 2, 2, SIZE);
        meet();
        assertThat(left.values("q")).containsExactly("z");
    }

    @Test
    void whatIsMissingInTheEchoesComesBackAndIsReported() {
        long later = 50;
        left.nativeEntry(1, later, echo(later - 1, rightTag), later, SIZE);
        assertThat(left.values("q")).containsExactly("x", "y", "z");
        meet();
        assertThat(left.reports).hasSize(1);
        var queue = left.reports.get(0).queues().get(0);
        assertThat(queue.returnedCount()).isEqualTo(2);
        // x came back on the left, and y when both sides met; but client 8 has popped x for good.
        assertThat(left.values("q")).containsExactly("y", "z");
    }

    @Test
    void bothSidesAreToldTheSameOfTheMerge() {
        meet();
        var queue = left.reports.get(0).queues().get(0);
        assertThat(queue.removed()).containsExactly(0L, 0L);
        assertThat(queue.common()).isEqualTo(1);
        // y is back; x is not, as client 8 holds it, but client 1 may have received it.
        assertThat(queue.returnedCount()).isEqualTo(2);
        assertThat(queue.duplicateCount()).isZero();
    }

    @Test
    void whatTwoClientsHaveIsReported() {
        left.nativeEntry(1, 2, echo(1, leftTag), 2, SIZE);
        meet();
        assertThat(left.values("q")).containsExactly("y", "z");
        var queue = left.reports.get(0).queues().get(0);
        assertThat(queue.duplicateCount()).isEqualTo(1);
        var duplicate = queue.duplicates().get(0);
        assertThat(duplicate.item().low()).isEqualTo(2);
        assertThat(duplicate.poppers())
                .extracting(popper -> popper.operation().high())
                .containsExactlyInAnyOrder(1L, 8L);
    }

    @Test
    void aPopWhoseClientHasAnotherItemIsNoDuplicate() {
        left.nativeEntry(1, 2, echo(1, rightTag), 2, SIZE);
        meet();
        // Both sides have taken x for different clients, but client 1 has y.
        assertThat(left.reports.get(0).queues().get(0).duplicateCount()).isZero();
    }

    private static List<ClientFrame.Echo> echo(long fromSeq, long tag) {
        return List.of(new ClientFrame.Echo(fromSeq, tag));
    }

    /** Joins both sides where they are, each from what the other leaves out for it. */
    private void meet() {
        StateJoinTest.meet(left, right);
    }
}
