package io.ftqueue.simulator.checker;

import static io.ftqueue.simulator.checker.Violation.require;

import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.simulator.checker.QueueLinearizability.Kind;
import io.ftqueue.simulator.checker.QueueLinearizability.Op;
import io.ftqueue.simulator.checker.StateChecker.Regime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The clients' books, closed when the run has ended and every queue has been emptied. What they must say depends on
 * what happened: see {@link Regime}.
 *
 * <ul>
 *   <li>Q1 what comes out was put in
 *   <li>Q2 nothing comes out twice
 *   <li>Q3 nothing that was acknowledged is lost
 *   <li>Q4 one request has one answer
 *   <li>Q5 the history of each queue is linearizable
 *   <li>Q6 a client's pushes come out in its order
 *   <li>Q7 tops and sizes fit between the pushes and pops around them
 *   <li>Q8 queues are there from creation to destruction, and no two labels share an id
 * </ul>
 */
public final class QueueChecker {

    private final Regime regime;
    private final Map<Long, List<Call>> byLabel = new TreeMap<>();
    private final Set<Long> destroyed = new LinkedHashSet<>();

    /**
     * A checker of a run that has ended.
     *
     * @param calls all of them, in the order of their beginnings, those that emptied the queues last
     */
    public QueueChecker(Regime regime, List<Call> calls) {
        this.regime = regime;
        for (Call call : calls) {
            byLabel.computeIfAbsent(call.label(), label -> new ArrayList<>()).add(call);
            if (call.kind() == OperationKind.DESTROY) {
                destroyed.add(call.label());
            }
        }
    }

    /** Throws a {@link Violation} if the books are wrong. */
    public void check() {
        if (regime != Regime.STRICT) {
            // Components draw queue ids from counters of their own, so that one id can stand for two labels: an item
            // may
            // come out of another queue than it was meant for.
            List<Call> all = new ArrayList<>();
            byLabel.values().forEach(all::addAll);
            checkItems(all);
            return;
        }
        checkIds();
        byLabel.forEach((label, calls) -> {
            checkItems(calls);
            for (Call call : calls) {
                require(!call.toldTwoThings(), "Q4", "%s had two answers", call);
            }
            if (!destroyed.contains(label)) {
                checkLinearizable(calls);
                checkClientOrder(calls);
                checkReads(calls);
                checkExistence(calls);
            }
        });
    }

    private void checkIds() {
        Map<Long, Long> labels = new LinkedHashMap<>();
        byLabel.forEach((label, calls) -> {
            for (Call call : calls) {
                Result result = call.result();
                boolean names = call.kind() == OperationKind.CREATE || call.kind() == OperationKind.LOOKUP;
                if (names && call.succeeded() && result != null) {
                    require(result.number() >= 1, "Q8", "no queue has that id: %s", call);
                    Long other = labels.putIfAbsent(result.number(), label);
                    require(
                            other == null || other.equals(label),
                            "Q8",
                            "id %d stands for label %d and label %d",
                            result.number(),
                            label,
                            other);
                }
            }
        });
    }

    private void checkItems(List<Call> calls) {
        Map<Long, Call> pushes = new LinkedHashMap<>();
        Map<Long, Call> pops = new LinkedHashMap<>();
        Set<Long> out = new LinkedHashSet<>();
        long lastDestroy = Long.MIN_VALUE;
        for (Call call : calls) {
            if (call.kind() == OperationKind.PUSH) {
                pushes.put(call.value(), call);
            } else if (call.kind() == OperationKind.DESTROY) {
                // One that two components have executed may have met the item in the second.
                boolean again = regime == Regime.SPLIT && call.mayHaveRunTwice();
                lastDestroy = Math.max(lastDestroy, again ? Long.MAX_VALUE : call.answeredAt());
            }
        }
        for (Call call : calls) {
            Long item = call.item();
            if (item != null) {
                Call push = pushes.get(item);
                require(push != null && push.invokedAt() < call.answeredAt(), "Q1", "from nowhere: %s", call);
            }
            if (call.kind() == OperationKind.POP) {
                out.addAll(call.itemsTold());
                if (item != null) {
                    checkOnce(pops.put(item, call), call);
                }
            }
        }
        if (regime == Regime.LOSSY) {
            return;
        }
        // A pop that two components have executed takes an item in each; one of them goes to nobody.
        long takenUnseen = regime == Regime.SPLIT
                ? calls.stream()
                        .filter(call -> call.kind() == OperationKind.POP && call.mayHaveRunTwice())
                        .count()
                : 0;
        for (Call push : pushes.values()) {
            boolean mayBeDestroyed = lastDestroy >= push.invokedAt();
            if (push.succeeded() && !mayBeDestroyed && !out.contains(push.value())) {
                takenUnseen--;
                require(takenUnseen >= 0, "Q3", "acknowledged and lost: %s", push);
            }
        }
    }

    /** Components that have served on their own may each have popped an item that was there before. */
    private void checkOnce(@Nullable Call before, Call call) {
        if (before == null || regime == Regime.LOSSY) {
            return;
        }
        boolean apart = !call.surelyFollows(before) && !before.surelyFollows(call);
        require(regime == Regime.SPLIT && apart, "Q2", "popped twice: %s and %s", before, call);
    }

    private static void checkLinearizable(List<Call> calls) {
        List<Op> history = new ArrayList<>();
        for (Call call : calls) {
            if (call.kind() == OperationKind.PUSH && mayHavePushed(call)) {
                history.add(new Op(Kind.PUSH, call.value(), call.invokedAt(), call.answeredAt()));
            } else if (call.kind() == OperationKind.POP && call.result() != null) {
                Long item = call.item();
                history.add(
                        item != null
                                ? new Op(Kind.POP, item, call.invokedAt(), call.answeredAt())
                                : new Op(Kind.EMPTY, 0, call.invokedAt(), call.answeredAt()));
            }
        }
        String wrong = QueueLinearizability.check(history);
        require(wrong == null, "Q5", "%s", wrong);
    }

    private static boolean mayHavePushed(Call call) {
        return call.result() == null || call.succeeded();
    }

    /** Of two pushes of one client the second is not popped surely before the first. */
    private static void checkClientOrder(List<Call> calls) {
        Map<Long, Call> pops = new LinkedHashMap<>();
        for (Call call : calls) {
            Long item = call.item();
            if (call.kind() == OperationKind.POP && item != null) {
                pops.put(item, call);
            }
        }
        Map<Integer, Call> before = new LinkedHashMap<>();
        Map<Integer, Long> latest = new LinkedHashMap<>();
        for (Call push : calls) {
            if (push.kind() != OperationKind.PUSH || !push.succeeded()) {
                continue;
            }
            Call pop = pops.get(push.value());
            long soonest = pop == null ? Long.MAX_VALUE : pop.answeredAt();
            long bound = latest.getOrDefault(push.client(), Long.MIN_VALUE);
            require(soonest >= bound, "Q6", "%s overtook %s", push, before.get(push.client()));
            long invoked = pop == null ? Long.MAX_VALUE : pop.invokedAt();
            if (invoked > bound) {
                latest.put(push.client(), invoked);
                before.put(push.client(), push);
            }
        }
    }

    private static void checkReads(List<Call> calls) {
        Map<Long, Call> pops = new LinkedHashMap<>();
        for (Call call : calls) {
            Long item = call.item();
            if (call.kind() == OperationKind.POP && item != null) {
                pops.put(item, call);
            }
        }
        var pushed = new Times(calls, call -> call.kind() == OperationKind.PUSH && mayHavePushed(call));
        var popped = new Times(calls, call -> call.kind() == OperationKind.POP && call.item() != null);
        for (Call read : calls) {
            Result result = read.result();
            Long item = read.item();
            if (read.kind() == OperationKind.TOP && item != null) {
                Call pop = pops.get(item);
                require(pop == null || pop.answeredAt() > read.invokedAt(), "Q7", "%s after %s", read, pop);
            } else if (read.kind() == OperationKind.SIZE && result != null && result.code() == ResultCode.OK) {
                long least = pushed.endedBefore(read.invokedAt()) - popped.begunBefore(read.answeredAt());
                long most = pushed.begunBefore(read.answeredAt()) - popped.endedBefore(read.invokedAt());
                require(
                        least <= result.number() && result.number() <= most,
                        "Q7",
                        "%s, but it was %d to %d",
                        read,
                        Math.max(0, least),
                        most);
            }
        }
    }

    /** When some calls began and ended. */
    private static final class Times {
        private final long[] begun;
        private final long[] ended;

        private Times(List<Call> calls, Predicate<Call> which) {
            begun = calls.stream()
                    .filter(which)
                    .mapToLong(Call::invokedAt)
                    .sorted()
                    .toArray();
            ended = calls.stream()
                    .filter(which)
                    .mapToLong(Call::answeredAt)
                    .sorted()
                    .toArray();
        }

        private long begunBefore(long time) {
            return before(begun, time);
        }

        private long endedBefore(long time) {
            return before(ended, time);
        }

        private static long before(long[] times, long time) {
            int low = 0;
            int high = times.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (times[middle] < time) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    private static void checkExistence(List<Call> calls) {
        long created = Long.MAX_VALUE;
        for (Call call : calls) {
            if (call.kind() == OperationKind.CREATE && call.succeeded()) {
                created = Math.min(created, call.answeredAt());
            }
        }
        for (Call call : calls) {
            Result result = call.result();
            boolean missing = result != null && result.code() == ResultCode.NO_QUEUE;
            require(!missing || call.invokedAt() < created, "Q8", "no queue, though it was created: %s", call);
            require(result == null || result.code() != ResultCode.STALE, "Q4", "not answered in time: %s", call);
        }
    }
}
