package io.ftqueue.simulator.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.simulator.checker.StateChecker.Regime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Books with one thing wrong each. The cluster was whole, then two components, then whole again. */
class MergeCheckerTest {

    private static final ConfigurationId WHOLE = new ConfigurationId(1, new MemberId(1, 1));
    private static final ConfigurationId HERE = new ConfigurationId(2, new MemberId(1, 1));
    private static final ConfigurationId THERE = new ConfigurationId(2, new MemberId(2, 1));
    private static final ConfigurationId MERGED = new ConfigurationId(3, new MemberId(1, 1));

    private final Histories histories = new Histories();
    private final List<Call> calls = new ArrayList<>();
    private final List<Call> drained = new ArrayList<>();
    private final List<Merge> merges = new ArrayList<>();
    private final List<String> counts = new ArrayList<>();
    private long time;

    MergeCheckerTest() {
        var context = Context.BLANK;
        histories.serves(WHOLE, context);
        context = context.with(WHOLE, 10);
        histories.serves(HERE, context);
        histories.serves(THERE, context);
        histories.serves(MERGED, context.with(HERE, 20).with(THERE, 20));
    }

    @Test
    void honestBooksPass() {
        push(11, WHOLE, 1);
        push(12, WHOLE, 2);
        push(13, HERE, 11);
        push(14, THERE, 11);
        Call one = pop(11, HERE, 12);
        Call other = pop(11, THERE, 12);
        report(11, one, other);
        drain(12, 13, 14);
        check();
    }

    @Test
    void m1WhatWasAcknowledgedIsNotLost() {
        push(11, HERE, 11);
        assertBroken("M1");
        assertThat(counts).containsExactly("lost");
        drain(11);
        check();
    }

    @Test
    void m1ADestroyThatCannotHaveSeenAPushExcusesNothing() {
        push(11, HERE, 11);
        destroy(THERE, 11);
        assertBroken("M1");
        destroy(MERGED, 21);
        check();
    }

    @Test
    void m2APopInDoubtTakesOneItemAtMost() {
        push(11, HERE, 11);
        inDoubt();
        check();
        push(12, HERE, 12);
        assertBroken("M2");
        inDoubt();
        check();
    }

    @Test
    void m3NothingComesFromNowhere() {
        pop(11, HERE, 11);
        assertBroken("M3");
        assertBroken("M3", Regime.LOSSY);
    }

    @Test
    void m3NothingComesOutOfAnotherQueue() {
        push(11, HERE, 11);
        answered(new Call(1, OperationKind.POP, 2, 0, ++time), item(11), HERE, 12);
        assertBroken("M3");
        assertBroken("M3", Regime.LOSSY);
    }

    @Test
    void m3NothingIsInAQueueTwice() {
        push(11, HERE, 11);
        drain(11, 11);
        assertBroken("M3");
        assertBroken("M3", Regime.LOSSY);
    }

    @Test
    void m4WhatIsPushedByWhoKnewComesAfterwards() {
        push(11, WHOLE, 1);
        push(12, HERE, 11);
        push(13, HERE, 12);
        push(14, THERE, 11);
        drain(11, 14, 12, 13);
        check();
        drained.clear();
        drain(11, 14, 13, 12);
        assertBroken("M4");
        drained.clear();
        drain(12, 11, 13, 14);
        assertBroken("M4");
    }

    @Test
    void m4AClientsPushesKeepTheirOrderWithinASlot() {
        push(11, HERE, 11);
        push(12, HERE, 11);
        drain(12, 11);
        assertBroken("M4");
    }

    @Test
    void m7AnIdNamesOneLabelOnly() {
        create(1, 77, HERE);
        create(1, 77, THERE);
        check();
        create(2, 77, THERE);
        assertBroken("M7");
        assertBroken("M7", Regime.LOSSY);
    }

    @Test
    void m7AnIdIsAboveZero() {
        create(1, 0, HERE);
        assertBroken("M7");
    }

    @Test
    void m8WhoKnowsOfAPopDoesNotPopTheItemAgain() {
        push(11, WHOLE, 1);
        Call one = pop(11, HERE, 11);
        Call other = pop(11, MERGED, 21);
        report(11, one, other);
        assertBroken("M8");
        assertThat(counts).containsExactly("resurrected");
    }

    /** Elsewhere the second pop took another item; but where it took this one, the first was known. */
    @Test
    void m8WhoKnowsOfAPopDoesNotPopTheItemAgainEvenIfThePopRanElsewhereToo() {
        push(11, WHOLE, 1);
        Call one = pop(11, HERE, 11);
        var other = new Call(2, OperationKind.POP, 1, 0, ++time);
        other.named(2, time);
        other.watch();
        other.executed(place(THERE, 11), ResultCode.OK, item(12).item());
        other.executed(place(MERGED, 21), ResultCode.OK, item(11).item());
        assertThat(other.answered(item(11), ++time)).isTrue();
        calls.add(other);
        report(11, one, other);
        assertBroken("M8");
    }

    @Test
    void m8WhatIsReceivedTwiceIsReportedWithBothPoppers() {
        push(11, WHOLE, 1);
        push(12, WHOLE, 2);
        Call one = pop(11, HERE, 11);
        Call other = pop(11, THERE, 11);
        drain(12);
        assertBroken("M8");
        report(11, one, one);
        assertBroken("M8");
        merges.clear();
        report(12, one, other);
        assertBroken("M8");
        merges.clear();
        report(11, one, other);
        check();
    }

    @Test
    void m8WhatIsReportedAsReturnedMayBeReceivedAgain() {
        Call push = push(11, WHOLE, 1);
        Call one = pop(11, HERE, 11);
        one.told(Result.ofCode(ResultCode.EMPTY), place(THERE, 11));
        pop(11, MERGED, 21);
        assertBroken("M8");
        merges.add(new Merge(List.of(), List.of(push.identity()), false));
        check();
    }

    @Test
    void m8WhatIsReportedHappened() {
        push(11, WHOLE, 1);
        Call push = push(12, WHOLE, 2);
        Call pop = pop(11, HERE, 11);
        drain(12);
        merges.add(new Merge(List.of(new Merge.Duplicate(push.identity(), List.of(pop.identity()))), List.of(), false));
        assertBroken("M8");
        merges.clear();
        report(11, pop, push);
        assertBroken("M8");
    }

    @Test
    void m9WhatWasDestroyedDoesNotComeBack() {
        push(11, WHOLE, 1);
        destroy(HERE, 11);
        pop(11, MERGED, 21);
        assertBroken("M9");
    }

    @Test
    void m9WhatADestroyHasNotSeenMayComeOut() {
        push(11, WHOLE, 1);
        push(12, THERE, 11);
        destroy(HERE, 11);
        pop(11, THERE, 12);
        drain(12);
        check();
    }

    @Test
    void m9ADestroyedQueueStaysAway() {
        create(1, 77, WHOLE);
        destroy(MERGED, 21);
        look(Result.ofCode(ResultCode.NO_QUEUE));
        check();
        drained.clear();
        look(Result.ofNumber(77));
        assertBroken("M9");
        drained.clear();
        push(11, MERGED, 22);
        look(Result.ofNumber(77));
        drain(11);
        check();
    }

    @Test
    void m9ADestroyedQueueStaysAwayWhileTheClusterIsStillSplit() {
        create(1, 77, WHOLE);
        destroy(HERE, 11);
        Call there = answered(new Call(5, OperationKind.SIZE, 1, 0, ++time), Result.ofNumber(0), THERE, 12);
        check();
        answered(new Call(5, OperationKind.SIZE, 1, 0, ++time), Result.ofNumber(0), HERE, 12);
        assertBroken("M9");
        assertThat(counts).containsExactly("resurrected");
        calls.removeIf(call -> call.kind() == OperationKind.SIZE && call != there);
        check();
    }

    @Test
    void m9AQueueThatNobodyDestroyedIsThere() {
        create(1, 77, HERE);
        destroy(THERE, 11);
        look(Result.ofCode(ResultCode.NO_QUEUE));
        assertBroken("M9");
    }

    private void look(Result result) {
        drained.add(answered(new Call(5, OperationKind.LOOKUP, 1, 0, ++time), result, MERGED, 30));
        calls.remove(calls.size() - 1);
    }

    private Call push(long value, ConfigurationId where, long slot) {
        return answered(new Call(1, OperationKind.PUSH, 1, value, ++time), Result.done(), where, slot);
    }

    private Call pop(long value, ConfigurationId where, long slot) {
        return answered(new Call(2, OperationKind.POP, 1, 0, ++time), item(value), where, slot);
    }

    private void destroy(ConfigurationId where, long slot) {
        answered(new Call(3, OperationKind.DESTROY, 1, 0, ++time), Result.done(), where, slot);
    }

    private void create(long label, long id, ConfigurationId where) {
        answered(
                new Call(3, OperationKind.CREATE, label, 0, ++time),
                Result.ofNumber(id),
                where,
                where.equals(WHOLE) ? 5 : 19);
    }

    private void inDoubt() {
        var call = new Call(4, OperationKind.POP, 1, 0, ++time);
        call.named(4, time);
        calls.add(call);
    }

    private void drain(long... values) {
        for (long value : values) {
            drained.add(pop(value, MERGED, 21 + drained.size()));
            calls.remove(calls.size() - 1);
        }
    }

    private Call answered(Call call, Result result, @Nullable ConfigurationId where, long slot) {
        call.named(call.client(), time);
        call.sentTo(0);
        call.told(result, where == null ? null : place(where, slot));
        assertThat(call.answered(result, ++time)).isTrue();
        calls.add(call);
        return call;
    }

    private void report(long value, Call... poppers) {
        Call push =
                calls.stream().filter(call -> call.value() == value).findFirst().orElseThrow();
        var identities = new ArrayList<Call.Identity>();
        for (Call popper : poppers) {
            identities.add(popper.identity());
        }
        merges.add(new Merge(List.of(new Merge.Duplicate(push.identity(), identities)), List.of(), false));
    }

    private static Place place(ConfigurationId where, long slot) {
        return new Place(where, slot, slot);
    }

    private static Result item(long value) {
        return Result.ofItem(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }

    private void check() {
        new MergeChecker(Regime.SPLIT, histories, calls, drained, merges, counts::add).check();
    }

    private void assertBroken(String rule) {
        assertBroken(rule, Regime.SPLIT);
    }

    private void assertBroken(String rule, Regime regime) {
        assertThatThrownBy(() -> new MergeChecker(regime, histories, calls, drained, merges, counts::add).check())
                .isInstanceOfSatisfying(
                        Violation.class,
                        violation -> assertThat(violation.rule()).isEqualTo(rule));
    }
}
