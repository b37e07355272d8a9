package io.ftqueue.simulator.checker;

import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counts, by the clients' books, what must happen now and then for the rules to mean anything: a simulator in which no
 * item is ever popped in two components says nothing about those that are.
 */
public final class Sometimes {

    private final Histories histories;
    private final List<Call> calls;

    /** A look at a run that has ended. */
    public Sometimes(Histories histories, List<Call> calls) {
        this.histories = histories;
        this.calls = calls;
    }

    /** Tells the counter of each such event, by name. */
    public void count(Consumer<String> counter) {
        Map<Long, Long> receipts = new LinkedHashMap<>();
        Map<Long, Call> creates = new TreeMap<>();
        Map<Long, Call> destroys = new TreeMap<>();
        Map<Long, Call> pushes = new TreeMap<>();
        for (Call call : calls) {
            Long item = call.item();
            if (call.kind() == OperationKind.POP && item != null && receipts.merge(item, 1L, Long::sum) == 2) {
                counter.accept("received twice");
            }
            if (call.kind() == OperationKind.POP
                    && (call.toldTwoThings() || call.places().size() > 1)) {
                counter.accept("one pop executed on both sides");
            }
            if (call.kind() == OperationKind.PUSH && call.places().size() > 1) {
                counter.accept("one push executed on both sides");
            }
            if (call.kind() == OperationKind.POP && call.result() == null) {
                counter.accept("pop in doubt");
            }
            if (call.ended(ResultCode.CONFLICT)) {
                counter.accept("conflict answered");
            }
            if (call.kind() == OperationKind.CREATE && isApart(creates.put(call.label(), call), call)) {
                counter.accept("label created on both sides");
            }
            boolean push = call.kind() == OperationKind.PUSH;
            boolean destroy = call.kind() == OperationKind.DESTROY;
            if ((push && isApart(destroys.get(call.label()), call))
                    || (destroy && isApart(pushes.get(call.label()), call))) {
                counter.accept("destroy and push on different sides");
            }
            if (call.succeeded() && (push || destroy)) {
                (push ? pushes : destroys).put(call.label(), call);
            }
        }
    }

    private boolean isApart(@org.jspecify.annotations.Nullable Call one, Call other) {
        if (one == null || !other.succeeded()) {
            return false;
        }
        Result result = one.result();
        Result otherResult = other.result();
        Place here = one.onlyPlace();
        Place there = other.onlyPlace();
        boolean sameId = one.kind() == OperationKind.CREATE && result != null && result.equals(otherResult);
        return here != null && there != null && !sameId && histories.apart(here, there);
    }
}
