package io.ftqueue.simulator.checker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a history of one queue with distinct values is linearizable, in O(n log n). There are four ways for it not to
 * be (Henzinger, Sezgin, Vafeiadis: Aspect-oriented linearizability proofs, 2013): an item from nowhere, an item popped
 * twice, two items in the wrong order, and EMPTY while something surely was in the queue. A test compares the answer
 * with that of a search through all orders.
 */
final class QueueLinearizability {

    /** What an operation did. */
    enum Kind {
        PUSH,
        POP,
        EMPTY
    }

    /**
     * An operation.
     *
     * @param value what was pushed or popped, else 0
     * @param invoked when it began
     * @param returned when it ended; {@code Long.MAX_VALUE} for a push of which nobody knows whether it took effect
     */
    record Op(Kind kind, long value, long invoked, long returned) {}

    private QueueLinearizability() {}

    /** What is wrong with the history, or null. */
    static @Nullable String check(List<Op> history) {
        Map<Long, Op> pushes = new LinkedHashMap<>();
        Map<Long, Op> pops = new LinkedHashMap<>();
        for (Op op : history) {
            if (op.kind == Kind.PUSH && pushes.put(op.value, op) != null) {
                throw new IllegalArgumentException("values must be distinct: " + op);
            }
        }
        for (Op op : history) {
            if (op.kind == Kind.POP) {
                Op push = pushes.get(op.value);
                if (push == null || op.returned < push.invoked) {
                    return "popped what nobody had pushed: " + op;
                }
                if (pops.put(op.value, op) != null) {
                    return "popped twice: " + op;
                }
            }
        }
        String order = checkOrder(pushes, pops);
        return order != null ? order : checkEmpty(history, pushes, pops);
    }

    /** a was surely pushed before b, and b surely popped before a, or a never. */
    private static @Nullable String checkOrder(Map<Long, Op> pushes, Map<Long, Op> pops) {
        var byReturn = new ArrayList<>(pushes.values());
        byReturn.sort(Comparator.comparingLong(Op::returned));
        var byInvocation = new ArrayList<>(pushes.values());
        byInvocation.sort(Comparator.comparingLong(Op::invoked));
        int done = 0;
        long latest = Long.MIN_VALUE;
        Op overtaken = null;
        for (Op push : byInvocation) {
            for (; done < byReturn.size() && byReturn.get(done).returned < push.invoked; done++) {
                Op pop = pops.get(byReturn.get(done).value);
                long invoked = pop == null ? Long.MAX_VALUE : pop.invoked;
                if (invoked > latest) {
                    latest = invoked;
                    overtaken = byReturn.get(done);
                }
            }
            Op pop = pops.get(push.value);
            if (pop != null && latest > pop.returned) {
                return "overtaken: " + overtaken + " by " + push;
            }
        }
        return null;
    }

    /** Every EMPTY needs a moment at which no item was surely inside. */
    private static @Nullable String checkEmpty(List<Op> history, Map<Long, Op> pushes, Map<Long, Op> pops) {
        List<long[]> inside = new ArrayList<>();
        for (Op push : pushes.values()) {
            Op pop = pops.get(push.value);
            long until = pop == null ? Long.MAX_VALUE : pop.invoked;
            if (push.returned < until) {
                inside.add(new long[] {push.returned, until});
            }
        }
        inside.sort(Comparator.comparingLong(interval -> interval[0]));
        var covered = new TreeMap<Long, Long>();
        for (long[] interval : inside) {
            var last = covered.lastEntry();
            if (last != null && interval[0] < last.getValue()) {
                covered.put(last.getKey(), Math.max(last.getValue(), interval[1]));
            } else {
                covered.put(interval[0], interval[1]);
            }
        }
        for (Op op : history) {
            if (op.kind == Kind.EMPTY) {
                var around = covered.lowerEntry(op.invoked);
                if (around != null && around.getValue() > op.returned) {
                    return "empty while an item was surely inside: " + op;
                }
            }
        }
        return null;
    }
}
