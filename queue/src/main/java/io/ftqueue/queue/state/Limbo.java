package io.ftqueue.queue.state;

import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of items that were popped when it turns out which answer the client has taken. A popped item is out of
 * its queue but not gone: if another component's outcome counts, it goes back.
 *
 * <p>Almost every item is held by the one pop that took it. After a merge two pops can hold one item; then it goes back
 * only when both let go, and not at all once one of them has it for good.
 */
final class Limbo {

    /** Items held by more than one pop: how many, or less than 0 if one has it for good. */
    private final Map<RequestKey, Integer> shared = new LinkedHashMap<>();

    /** An operation's outcome counts: its item is gone for good. */
    void confirm(Item item) {
        if (!shared.isEmpty()) {
            Integer holders = shared.remove(item.identity());
            if (holders != null) {
                putUnlessNone(item.identity(), 1 - Math.abs(holders));
            }
        }
    }

    /** An operation's outcome does not count: its item goes back unless another pop has it. True if it went back. */
    boolean release(Item item, LiveQueue from, Queues queues) {
        Integer holders = shared.isEmpty() ? null : shared.remove(item.identity());
        if (holders == null) {
            return queues.giveBack(from, item);
        }
        if (holders < 0) {
            putUnlessNone(item.identity(), holders + 1);
        } else if (holders > 2) {
            shared.put(item.identity(), holders - 1);
        }
        return false;
    }

    private void putUnlessNone(RequestKey item, int holders) {
        if (holders != 0) {
            shared.put(item, holders);
        }
    }

    /**
     * The client has told which answer it took of an operation with several outcomes.
     *
     * @param tag that of the answer; null if the client has told nothing
     * @return whether an item went back to its queue
     */
    boolean settle(List<Held> outcomes, @Nullable Long tag, Queues queues) {
        Held taken = null;
        for (Held outcome : outcomes) {
            taken = tag != null && outcome.tag() == tag ? outcome : taken;
        }
        if (Held.areInConflict(outcomes)) {
            // Nothing was hidden: what the client took is still to be taken out.
            if (taken != null && taken.taken() != null && taken.from() != null) {
                if (!queues.withdraw(taken.from(), taken.taken())) {
                    // Another pop has it since: that one must not give it back.
                    shared.merge(taken.taken().identity(), -1, (holders, one) -> -Math.abs(holders));
                }
            }
            return false;
        }
        Held first = outcomes.get(0);
        if (first.taken() == null || first.from() == null) {
            return false;
        }
        if (tag == null || taken != null) {
            confirm(first.taken());
            return false;
        }
        return release(first.taken(), first.from(), queues);
    }

    /** Notes of a new state which items are held by more than one pop, given how many hold each. */
    void added(Map<RequestKey, Integer> counts) {
        counts.forEach((item, holders) -> {
            if (holders > 1) {
                shared.put(item, holders);
            }
        });
    }

    /** As it is now. */
    LimboSnapshot snapshot(Queues queues) {
        Map<RequestKey, Integer> copy = shared.isEmpty() ? Collections.emptyMap() : new LinkedHashMap<>(shared);
        return new LimboSnapshot(copy, queues.destroys());
    }
}
