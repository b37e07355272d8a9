package io.ftqueue.simulator.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.simulator.checker.StateChecker.Regime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueCheckerTest {

    private static final ConfigurationId HERE = new ConfigurationId(1, new MemberId(1, 1));
    private static final ConfigurationId THERE = new ConfigurationId(1, new MemberId(2, 1));

    private final List<Call> calls = new ArrayList<>();

    @Test
    void honestBooksPass() {
        call(OperationKind.CREATE, 0, 0, 1, Result.ofNumber(1));
        call(OperationKind.PUSH, 11, 2, 3, Result.done());
        call(OperationKind.PUSH, 12, 4, 5, Result.done());
        call(OperationKind.SIZE, 0, 6, 7, Result.ofNumber(2));
        call(OperationKind.TOP, 0, 8, 9, item(11));
        pop(11, 10, 11, HERE);
        pop(12, 12, 13, HERE);
        call(OperationKind.POP, 0, 14, 15, Result.ofCode(ResultCode.EMPTY));
        new QueueChecker(Regime.STRICT, calls).check();
    }

    @Test
    void whatNobodyPushedMustNotComeOut() {
        pop(11, 1, 2, HERE);
        for (Regime regime : Regime.values()) {
            assertBroken("Q1", regime);
        }
    }

    @Test
    void nothingComesOutTwiceWithinOneComponent() {
        call(OperationKind.PUSH, 11, 1, 2, Result.done());
        pop(11, 3, 4, HERE);
        pop(11, 5, 6, HERE);
        assertBroken("Q2", Regime.STRICT);
        assertBroken("Q2", Regime.SPLIT);
        new QueueChecker(Regime.LOSSY, calls).check();
    }

    @Test
    void componentsApartMayEachPopAnItem() {
        call(OperationKind.PUSH, 11, 1, 2, Result.done());
        pop(11, 3, 4, HERE);
        pop(11, 5, 6, THERE);
        assertBroken("Q2", Regime.STRICT);
        new QueueChecker(Regime.SPLIT, calls).check();
    }

    @Test
    void nothingAcknowledgedIsLost() {
        call(OperationKind.PUSH, 11, 1, 2, Result.done());
        call(OperationKind.POP, 0, 3, 4, Result.ofCode(ResultCode.EMPTY));
        assertBroken("Q3", Regime.STRICT);
        assertBroken("Q3", Regime.SPLIT);
        new QueueChecker(Regime.LOSSY, calls).check();
    }

    @Test
    void whatADestroyMayHaveSeenIsNotLost() {
        call(OperationKind.PUSH, 11, 1, 2, Result.done());
        call(OperationKind.DESTROY, 0, 3, 4, Result.done());
        new QueueChecker(Regime.STRICT, calls).check();
        call(OperationKind.PUSH, 12, 5, 6, Result.done());
        assertBroken("Q3", Regime.STRICT);
    }

    @Test
    void aRequestHasOneAnswer() {
        Call size = call(OperationKind.SIZE, 0, 1, 4, Result.ofNumber(0));
        size.told(Result.ofNumber(1), HERE, 0, 5);
        assertBroken("Q4", Regime.STRICT);
        new QueueChecker(Regime.SPLIT, calls).check();
    }

    @Test
    void firstInIsFirstOut() {
        call(OperationKind.PUSH, 11, 1, 2, Result.done());
        call(OperationKind.PUSH, 12, 3, 4, Result.done());
        pop(12, 5, 6, HERE);
        pop(11, 7, 8, HERE);
        assertBroken("Q5", Regime.STRICT);
    }

    @Test
    void aClientsOwnPushesKeepTheirOrderThoughTheyOverlap() {
        call(OperationKind.PUSH, 11, 1, 4, Result.done());
        call(OperationKind.PUSH, 12, 1, 4, Result.done());
        pop(12, 5, 6, HERE);
        pop(11, 7, 8, HERE);
        assertBroken("Q6", Regime.STRICT);
    }

    @Test
    void readsFitBetweenThePushesAndPopsAroundThem() {
        call(OperationKind.PUSH, 11, 1, 2, Result.done());
        call(OperationKind.SIZE, 0, 3, 4, Result.ofNumber(2));
        pop(11, 5, 6, HERE);
        assertBroken("Q7", Regime.STRICT);
        calls.remove(1);
        call(OperationKind.TOP, 0, 7, 8, item(11));
        assertBroken("Q7", Regime.STRICT);
    }

    @Test
    void queuesDoNotVanishAndNoTwoLabelsShareAnId() {
        call(OperationKind.CREATE, 0, 1, 2, Result.ofNumber(1));
        call(OperationKind.SIZE, 0, 3, 4, Result.ofCode(ResultCode.NO_QUEUE));
        assertBroken("Q8", Regime.STRICT);
        calls.clear();
        call(OperationKind.CREATE, 0, 1, 2, Result.ofNumber(1));
        var other = new Call(1, OperationKind.CREATE, 2, 0, 3);
        other.answered(Result.ofNumber(1), 4);
        calls.add(other);
        assertBroken("Q8", Regime.STRICT);
    }

    private Call call(OperationKind kind, long value, long invoked, long answered, Result result) {
        return call(kind, value, invoked, answered, result, HERE);
    }

    private Call call(
            OperationKind kind, long value, long invoked, long answered, Result result, ConfigurationId where) {
        var call = new Call(1, kind, 1, value, invoked);
        call.told(result, where, 0, answered);
        assertThat(call.answered(result, answered)).isTrue();
        calls.add(call);
        return call;
    }

    private void pop(long value, long invoked, long answered, ConfigurationId where) {
        call(OperationKind.POP, 0, invoked, answered, item(value), where);
    }

    private static Result item(long value) {
        return Result.ofItem(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    private void assertBroken(String rule, Regime regime) {
        assertThatThrownBy(() -> new QueueChecker(regime, calls).check())
                .isInstanceOfSatisfying(
                        Violation.class,
                        violation -> assertThat(violation.rule()).isEqualTo(rule));
    }
}
