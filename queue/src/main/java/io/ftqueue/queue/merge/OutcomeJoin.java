package io.ftqueue.queue.merge;

import io.ftqueue.queue.image.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcomes that components have found one operation to have, as one list; and what follows for what it took. */
final class OutcomeJoin {

    private static final Comparator<byte @Nullable []> BY_BYTES =
            Comparator.nullsFirst((left, right) -> Arrays.compareUnsigned(left, right));

    /** One that had an effect comes before one that was refused; else any order that all sides find alike. */
    private static final Comparator<Outcome> BY_CONTENT = Comparator.comparing(
                    (Outcome outcome) -> outcome.result().code())
            .thenComparingLong(outcome -> outcome.result().number())
            .thenComparing(outcome -> outcome.result().item(), BY_BYTES)
            .thenComparingLong(Outcome::tag);

    private final LimboJoin limbo;

    OutcomeJoin(LimboJoin limbo) {
        this.limbo = limbo;
    }

    /**
     * The outcomes that one component has of an operation are not needed any more: what the client has taken is gone
     * for good, and what else it took is not.
     *
     * @param tag of the answer that it has taken, or {@code EchoRuns.UNKNOWN}: then what was taken comes back; null if
     *     it has said nothing, so that the outcome at hand counts
     */
    void settle(List<Outcome> outcomes, @Nullable Long tag) {
        if (tag == null && Outcome.areInConflict(outcomes)) {
            return;
        }
        for (Outcome outcome : outcomes) {
            if (outcome.pop() && (tag == null || outcome.tag() == tag)) {
                limbo.confirm(outcome);
            }
        }
    }

    /** The outcomes of an operation of a native client that has not said which answer it took. */
    List<Outcome> join(List<Outcome> outcomes) {
        List<Outcome> joined = distinct(outcomes);
        hold(joined);
        return joined;
    }

    /**
     * The outcomes of a text request. Of the sides of a simulated partition one answers: then its outcome is the one
     * that counts.
     */
    List<Outcome> joinTexts(List<Outcome> outcomes) {
        List<Outcome> joined = distinct(outcomes);
        List<Outcome> answered = joined.stream().filter(Outcome::answered).toList();
        if (!answered.isEmpty() && !Outcome.areInConflict(answered)) {
            joined = answered;
        }
        hold(joined);
        return joined;
    }

    private void hold(List<Outcome> outcomes) {
        if (!Outcome.areInConflict(outcomes)) {
            limbo.hold(outcomes.get(0));
        }
    }

    /** By tag ascending; of what is no pop only one, as nothing depends on it. */
    private static List<Outcome> distinct(List<Outcome> outcomes) {
        if (outcomes.size() == 1) {
            return outcomes;
        }
        if (!outcomes.get(0).pop()) {
            return List.of(outcomes.stream().min(BY_CONTENT).orElseThrow());
        }
        List<Outcome> sorted = new ArrayList<>(outcomes);
        sorted.sort(Comparator.comparingLong(Outcome::tag));
        List<Outcome> distinct = new ArrayList<>();
        for (Outcome outcome : sorted) {
            int last = distinct.size() - 1;
            if (last < 0 || distinct.get(last).tag() != outcome.tag()) {
                distinct.add(outcome);
            } else if (outcome.from() == null) {
                distinct.set(last, outcome);
            }
        }
        return distinct;
    }
}
