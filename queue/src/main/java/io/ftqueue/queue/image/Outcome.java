package io.ftqueue.queue.image;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.RequestKey;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a component has found an operation to come to. An operation that was executed in several components, because its
 * client sent it again across a cut, has several outcomes after they have met.
 *
 * @param tag names the configuration that executed it; see {@code ClientFrame.Reply}
 * @param answered whether the component answers clients; false while it is the silent side of a simulated partition
 * @param pop whether the operation is a pop
 * @param result what it came to
 * @param taken the item that a pop has taken; null if it is none or found nothing
 * @param from the queue to which {@code taken} goes back if another outcome turns out to be the one that counts; null
 *     if it does not, because it was destroyed, or taken for good by somebody else
 */
public record Outcome(
        long tag,
        boolean answered,
        boolean pop,
        Result result,
        @Nullable Item taken,
        @Nullable Label from) {

    /** Whether both took the same item, or neither took any. */
    public boolean tookTheSame(Outcome other) {
        return Objects.equals(takenId(), other.takenId());
    }

    /** The identity of the item that was taken, or null. */
    public @Nullable RequestKey takenId() {
        return taken == null ? null : taken.identity();
    }

    /** Whether these outcomes of one operation contradict each other, so that none of them counts. */
    public static boolean areInConflict(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (outcome.pop && !outcome.tookTheSame(outcomes.get(0))) {
                return true;
            }
        }
        return false;
    }

    /** The same, with the item as all components together have it. */
    public Outcome withTaken(Item item) {
        return new Outcome(tag, answered, pop, result, item, from);
    }

    /** The same, with an item that cannot go back to its queue. */
    public Outcome withoutReturn() {
        return new Outcome(tag, answered, pop, result, taken, null);
    }
}
