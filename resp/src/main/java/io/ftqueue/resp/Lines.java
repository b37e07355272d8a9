package io.ftqueue.resp;

import io.ftqueue.queue.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for an item of which queue, first come, first served. For each queue the gateway waits once at the servers,
 * however many of its clients do.
 */
final class Lines {

    private final Queues queues;
    private final Map<LabelCache.Label, Line> byLabel = new LinkedHashMap<>();

    /** Nobody waits; the way to the queues is used by nobody else, as waiting costs those who do not. */
    Lines(Queues queues) {
        this.queues = queues;
    }

    /** Whether a newcomer has others before it. */
    boolean isSomebodyWaiting(byte[] label) {
        return byLabel.containsKey(new LabelCache.Label(label));
    }

    /** Has it wait in all its lines. */
    void join(BlockedPop pop) {
        for (byte[] label : pop.labels()) {
            Line line = byLabel.computeIfAbsent(new LabelCache.Label(label), key -> new Line(this, queues, label));
            line.join(pop);
        }
    }

    /** Has it wait no more. */
    void leave(BlockedPop pop) {
        for (byte[] label : pop.labels()) {
            Line line = find(label);
            if (line != null) {
                line.leave(pop);
            }
        }
    }

    /** No item is being taken for it any more, and it has got none: its other queues may have one. */
    void free(BlockedPop pop) {
        pop.setTaking(false);
        if (pop.isOver()) {
            return;
        }
        for (byte[] label : pop.labels()) {
            Line line = find(label);
            if (line != null) {
                line.resume();
            }
        }
    }

    /** Nobody is in that line any more. */
    void close(Line line) {
        byLabel.remove(new LabelCache.Label(line.label()), line);
    }

    int size() {
        return byLabel.size();
    }

    private @Nullable Line find(byte[] label) {
        return byLabel.get(new LabelCache.Label(label));
    }

    /** Gives an item back to its place. What does not reach the servers they do themselves when the lease is over. */
    static void giveBack(Queues queues, long id, long receipt) {
        Futures.then(queues.ask(new Operation.Nack(id, receipt, 0)), (result, failure) -> {});
    }
}
