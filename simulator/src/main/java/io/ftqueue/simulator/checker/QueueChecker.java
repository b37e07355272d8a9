package io.ftqueue.simulator.checker;

import static io.ftqueue.simulator.checker.Violation.require;

import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.simulator.checker.QueueLinearizability.Kind;
import io.ftqueue.simulator.checker.QueueLinearizability.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What clients can demand of a queue with one history, by their books.
 *
 * <ul>
 *   <li>Q4 one request has one answer
 *   <li>Q5 the history of each queue is linearizable
 *   <li>Q6 a client's pushes come out in its order
 *   <li>Q7 tops and sizes fit between the pushes and pops around them
 *   <li>Q8 queues are there from creation to destruction
 * </ul>
 */
public final class QueueChecker {

    private final Map<Long, List<Call>> byLabel = new TreeMap<>();
    private final Set<Long> destroyed = new LinkedHashSet<>();

    /**
     * A checker of a run that has ended.
     *
     * @param calls all of them, in the order of their beginnings, those that emptied the queues last
     */
    public QueueChecker(List<Call> calls) {
        for (Call call : calls) {
            byLabel.computeIfAbsent(call.label(), label -> new ArrayList<>()).add(call);
            if (call.kind() == OperationKind.DESTROY) {
                destroyed.add(call.label());
            }
        }
    }

    /** Throws a {@link Violation} if the books are wrong. */
    public void check() {
        byLabel.forEach((label, calls) -> {
            for (Call call : calls) {
                require(!call.toldTwoThings(), "Q4", "%s had two answers", call);
            }
            // A pop of which nobody knows what it took explains too much.
            boolean inDoubt =
                    calls.stream().anyMatch(call -> call.kind() == OperationKind.POP && call.result() == null);
            if (!destroyed.contains(label) && !inDoubt) {
                checkLinearizable(calls);
                checkClientOrder(calls);
                checkReads(calls);
                checkExistence(calls);
            }
        });
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
