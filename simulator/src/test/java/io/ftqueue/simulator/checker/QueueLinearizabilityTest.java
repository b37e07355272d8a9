package io.ftqueue.simulator.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.simulator.checker.QueueLinearizability.Kind;
import io.ftqueue.simulator.checker.QueueLinearizability.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The four patterns against a search through all orders, on small histories. */
class QueueLinearizabilityTest {

    @Test
    void saysWhatASearchThroughAllOrdersSays() {
        var random = new SplittableRandom(42);
        int linearizable = 0;
        for (int i = 0; i < 100_000; i++) {
            List<Op> history = history(random);
            boolean expected = search(history, 0, new ArrayDeque<>());
            linearizable += expected ? 1 : 0;
            assertThat(QueueLinearizability.check(history) == null)
                    .as("%s", history)
                    .isEqualTo(expected);
        }
        assertThat(linearizable).isBetween(10_000, 90_000);
    }

    private static List<Op> history(SplittableRandom random) {
        List<Op> kinds = new ArrayList<>();
        int values = 1 + random.nextInt(4);
        for (int value = 1; value <= values; value++) {
            kinds.add(new Op(Kind.PUSH, value, 0, 0));
            if (random.nextInt(4) > 0) {
                kinds.add(new Op(Kind.POP, random.nextInt(12) == 0 ? 1 + random.nextInt(values) : value, 0, 0));
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            kinds.add(new Op(Kind.EMPTY, 0, 0, 0));
        }
        int longest = 1 + random.nextInt(2 * kinds.size());
        List<Op> history = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            // Distinct times, since two events at once have no order.
            long invoked = random.nextInt(2 * kinds.size()) * 100L + i;
            long returned = invoked + random.nextInt(longest + 1) * 100L + 50;
            history.add(new Op(kinds.get(i).kind(), kinds.get(i).value(), invoked, returned));
        }
        return history;
    }

    private static boolean search(List<Op> history, int done, ArrayDeque<Long> queue) {
        if (done == (1 << history.size()) - 1) {
            return true;
        }
        long bound = Long.MAX_VALUE;
        for (int i = 0; i < history.size(); i++) {
            if ((done >> i & 1) == 0) {
                bound = Math.min(bound, history.get(i).returned());
            }
        }
        for (int i = 0; i < history.size(); i++) {
            Op op = history.get(i);
            if ((done >> i & 1) == 0 && op.invoked() <= bound) {
                ArrayDeque<Long> after = new ArrayDeque<>(queue);
                if (applies(op, after) && search(history, done | 1 << i, after)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean applies(Op op, ArrayDeque<Long> queue) {
        return switch (op.kind()) {
            case PUSH -> queue.add(op.value());
            case POP -> !queue.isEmpty() && queue.poll() == op.value();
            case EMPTY -> queue.isEmpty();
        };
    }
}
