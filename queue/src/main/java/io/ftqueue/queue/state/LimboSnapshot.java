package io.ftqueue.queue.state;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which popped items could go back to their queues at some time. */
final class LimboSnapshot {

    private final Map<RequestKey, Integer> shared;
    private final long destroys;

    LimboSnapshot(Map<RequestKey, Integer> shared, long destroys) {
        this.shared = shared;
        this.destroys = destroys;
    }

    /** The outcome as it was at that time. */
    Outcome outcome(
            long tag, boolean answered, boolean pop, Result result, @Nullable Item taken, @Nullable LiveQueue from) {
        return new Outcome(tag, answered, pop, result, taken, returnsTo(taken, from));
    }

    private @Nullable Label returnsTo(@Nullable Item taken, @Nullable LiveQueue from) {
        if (taken == null || from == null || !from.isThereAfter(destroys)) {
            return null;
        }
        boolean gone = !shared.isEmpty() && shared.getOrDefault(taken.identity(), 1) < 0;
        return gone ? null : from.label();
    }
}
