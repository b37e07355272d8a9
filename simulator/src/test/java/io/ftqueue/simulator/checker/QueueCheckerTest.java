package io.ftqueue.simulator.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueCheckerTest {

    private final List<Call> calls = new ArrayList<>();

    @Test
    void honestBooksPass() {
        call(OperationKind.CREATE, 0, 0, 1, Result.ofNumber(1));
        call(OperationKind.PUSH, 11, 2, 3, Result.done());
        call(OperationKind.PUSH, 12, 4, 5, Result.done());
        call(OperationKind.SIZE, 0, 6, 7, Result.ofNumber(2));
        call(OperationKind.TOP, 0, 8, 9, item(11));
        pop(11, 10, 11);
        pop(12, 12, 13);
        call(OperationKind.POP, 0, 14, 15, Result.ofCode(ResultCode.EMPTY));
        new QueueChecker(calls).check();
    }

    @Test
    void aRequestHasOneAnswer() {
        Call size = call(OperationKind.SIZE, 0, 1, 4, Result.ofNumber(0));
        size.told(Result.ofNumber(1), null);
        assertBroken("Q4");
    }

    @Test
    void firstInIsFirstOut() {
        call(OperationKind.PUSH, 11, 1, 2, Result.done());
        call(OperationKind.PUSH, 12, 3, 4, Result.done());
        pop(12, 5, 6);
        pop(11, 7, 8);
        assertBroken("Q5");
    }

    @Test
    void aClientsOwnPushesKeepTheirOrderThoughTheyOverlap() {
        call(OperationKind.PUSH, 11, 1, 4, Result.done());
        call(OperationKind.PUSH, 12, 1, 4, Result.done());
        pop(12, 5, 6);
        pop(11, 7, 8);
        assertBroken("Q6");
    }

    @Test
    void readsFitBetweenThePushesAndPopsAroundThem() {
        call(OperationKind.PUSH, 11, 1, 2, Result.done());
        call(OperationKind.SIZE, 0, 3, 4, Result.ofNumber(2));
        pop(11, 5, 6);
        assertBroken("Q7");
        calls.remove(1);
        call(OperationKind.TOP, 0, 7, 8, item(11));
        assertBroken("Q7");
    }

    @Test
    void queuesDoNotVanish() {
        call(OperationKind.CREATE, 0, 1, 2, Result.ofNumber(1));
        call(OperationKind.SIZE, 0, 3, 4, Result.ofCode(ResultCode.NO_QUEUE));
        assertBroken("Q8");
    }

    @Test
    void whatAPopInDoubtMayHaveTakenIsNotHeldAgainstTheOthers() {
        call(OperationKind.PUSH, 11, 1, 2, Result.done());
        call(OperationKind.PUSH, 12, 3, 4, Result.done());
        pop(12, 7, 8);
        assertBroken("Q5");
        calls.add(2, new Call(2, OperationKind.POP, 1, 0, 5));
        new QueueChecker(calls).check();
    }

    private Call call(OperationKind kind, long value, long invoked, long answered, Result result) {
        var call = new Call(1, kind, 1, value, invoked);
        call.told(result, null);
        assertThat(call.answered(result, answered)).isTrue();
        calls.add(call);
        return call;
    }

    private void pop(long value, long invoked, long answered) {
        call(OperationKind.POP, 0, invoked, answered, item(value));
    }

    private static Result item(long value) {
        return Result.ofItem(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    private void assertBroken(String rule) {
        assertThatThrownBy(() -> new QueueChecker(calls).check())
                .isInstanceOfSatisfying(
                        Violation.class,
                        violation -> assertThat(violation.rule()).isEqualTo(rule));
    }
}
