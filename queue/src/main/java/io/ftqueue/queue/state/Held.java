package io.ftqueue.queue.state;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Outcome} in the state in use: it knows the queue itself and not only its label.
 *
 * @param tag see {@link Outcome}
 * @param answered see {@link Outcome}
 * @param pop see {@link Outcome}
 * @param result see {@link Outcome}
 * @param taken see {@link Outcome}
 * @param from the queue that {@code taken} was taken from and would go back to
 */
record Held(
        long tag,
        boolean answered,
        boolean pop,
        Result result,
        @Nullable Item taken,
        @Nullable LiveQueue from) {

    /** Outcomes of an image, whose queues are there already. */
    static List<Held> ofOutcomes(List<Outcome> outcomes, Queues queues) {
        List<Held> held = new ArrayList<>(outcomes.size());
        for (Outcome outcome : outcomes) {
            LiveQueue from = outcome.from() == null ? null : queues.find(outcome.from());
            held.add(new Held(
                    outcome.tag(), outcome.answered(), outcome.pop(), outcome.result(), outcome.taken(), from));
        }
        return held;
    }

    /** As it was at some time. */
    Outcome toOutcome(LimboSnapshot at) {
        return at.outcome(tag, answered, pop, result, taken, from);
    }

    /** Whether these outcomes of one operation contradict each other, so that none of them counts. */
    static boolean areInConflict(List<Held> outcomes) {
        Item first = outcomes.get(0).taken;
        for (Held outcome : outcomes) {
            Item taken = outcome.taken;
            boolean same = first != null && taken != null && first.sameIdentity(taken);
            boolean none = first == null && taken == null;
            if (outcome.pop && !same && !none) {
                return true;
            }
        }
        return false;
    }
}
