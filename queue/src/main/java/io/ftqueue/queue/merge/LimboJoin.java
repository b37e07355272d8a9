package io.ftqueue.queue.merge;

import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.Outcome;
import io.ftqueue.queue.image.SessionImage;
import io.ftqueue.queue.image.TextImage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All items that some component has popped and could take back, and what is found out of them. */
final class LimboJoin {

    private final Map<RequestKey, LimboItem> items = new LinkedHashMap<>();

    private final Holders known;

    /** Of nothing yet; {@code known} tells which components know an item that one of them has. */
    LimboJoin(Holders known) {
        this.known = known;
    }

    /** Adds what a client's pops have taken in a component. */
    void add(int branch, SessionImage session) {
        session.outcomes().forEach(outcomes -> addAll(branch, outcomes));
    }

    /** Adds what a text request has taken in a component. */
    void add(int branch, TextImage text) {
        addAll(branch, text.outcomes());
    }

    /** Tells which components have executed the push of an item. */
    interface Holders {
        /** As bits; {@code branch} is the component that has the item. */
        long knownTo(int branch, Item item);
    }

    private void addAll(int branch, List<Outcome> outcomes) {
        // Outcomes in conflict hold nothing: what they took is in the queue, or was taken by others since.
        boolean hold = !Outcome.areInConflict(outcomes);
        for (Outcome outcome : outcomes) {
            Item taken = outcome.taken();
            Label from = outcome.from();
            if (taken != null && from != null) {
                LimboItem limbo = items.computeIfAbsent(taken.identity(), id -> new LimboItem(from, taken));
                limbo.item = limbo.item.join(taken);
                limbo.mask |= hold ? 1L << branch : 0;
                limbo.heldMask |= hold ? 1L << branch : 0;
                limbo.known |= known.knownTo(branch, taken);
            }
        }
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** The item as one that was popped somewhere, or null. */
    @Nullable
    LimboItem find(RequestKey identity) {
        return items.get(identity);
    }

    Collection<LimboItem> all() {
        return items.values();
    }

    /** The outcome's item counts: a client has it, and says so. */
    void confirm(Outcome outcome) {
        LimboItem limbo = limboOf(outcome);
        if (limbo != null) {
            limbo.confirmed = true;
        }
    }

    /** The outcome's item is held by its pop, until the client says which answer it took. */
    void hold(Outcome outcome) {
        LimboItem limbo = limboOf(outcome);
        if (limbo != null) {
            limbo.holders++;
        }
    }

    /** The outcome as it is after the merge, when everything has been decided. */
    Outcome settled(Outcome outcome) {
        LimboItem limbo = limboOf(outcome);
        if (limbo == null || outcome.from() == null) {
            return outcome;
        }
        return limbo.isReturnable() ? outcome.withTaken(limbo.item) : outcome.withoutReturn();
    }

    private @Nullable LimboItem limboOf(Outcome outcome) {
        Item taken = outcome.taken();
        return taken == null ? null : items.get(taken.identity());
    }
}
