package io.ftqueue.queue.state;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.TextImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of the last text requests, in the order of their execution. One is forgotten an hour after its
 * execution, by {@link ClientClock}, or when there are more than {@link #MAX_REQUESTS} or {@link #MAX_ITEM_BYTES}. Text
 * clients never say which answer they have taken, so what their pops took could go back for as long as it is
 * remembered.
 */
final class TextHistory {

    /** How long an outcome is kept, in microseconds: one hour. */
    static final long LIFE_MICROS = 3_600_000_000L;

    /** The most requests. */
    static final int MAX_REQUESTS = 65_536;

    /** The most bytes of items in outcomes. */
    static final long MAX_ITEM_BYTES = 64L << 20;

    private final Map<RequestKey, Entry> byKey = new LinkedHashMap<>();
    private final Limbo limbo;
    private long itemBytes;

    /** Invariant: the sum of the hashes of the keys. */
    private long hash;

    TextHistory(Limbo limbo) {
        this.limbo = limbo;
    }

    /**
     * A request.
     *
     * @param outcomes at least one
     */
    private record Entry(RequestKey key, long executedMicros, List<Held> outcomes) {

        private int bytes() {
            int bytes = 0;
            for (Held outcome : outcomes) {
                byte[] item = outcome.result().item();
                bytes += item == null ? 0 : item.length;
            }
            return bytes;
        }
    }

    long stateHash() {
        return hash;
    }

    @Nullable
    Result find(RequestKey key) {
        var known = byKey.get(key);
        return known == null ? null : known.outcomes().get(0).result();
    }

    void add(RequestKey key, long executedMicros, Held outcome) {
        add(new Entry(key, executedMicros, List.of(outcome)));
    }

    /** Adds the next request of an image, whose queues are there already. */
    void add(TextImage image, Queues queues) {
        add(new Entry(image.key(), image.executedMicros(), Held.ofOutcomes(image.outcomes(), queues)));
    }

    private void add(Entry entry) {
        byKey.put(entry.key(), entry);
        hash += entry.key().stateHash();
        itemBytes += entry.bytes();
        while (byKey.size() > MAX_REQUESTS || itemBytes > MAX_ITEM_BYTES) {
            removeOldest();
        }
    }

    void expire(long nowMicros) {
        while (!byKey.isEmpty() && nowMicros - byKey.values().iterator().next().executedMicros() >= LIFE_MICROS) {
            removeOldest();
        }
    }

    /** Tells every item that could still go back to its queue, and where from. */
    void eachInLimbo(BiConsumer<Item, LiveQueue> consumer) {
        for (Entry entry : byKey.values()) {
            Held first = entry.outcomes().get(0);
            if (first.taken() != null && first.from() != null && !Held.areInConflict(entry.outcomes())) {
                consumer.accept(first.taken(), first.from());
            }
        }
    }

    /** All requests as they are now, to be told as they were then. */
    List<TextSnapshot> copies() {
        List<TextSnapshot> copies = new ArrayList<>(byKey.size());
        byKey.values()
                .forEach(entry -> copies.add(at -> new TextImage(
                        entry.key(),
                        entry.executedMicros(),
                        entry.outcomes().stream()
                                .map(held -> held.toOutcome(at))
                                .toList())));
        return copies;
    }

    /** A request as it was when it was copied. */
    interface TextSnapshot {
        TextImage toImage(LimboSnapshot at);
    }

    private void removeOldest() {
        var texts = byKey.values().iterator();
        var oldest = texts.next();
        texts.remove();
        hash -= oldest.key().stateHash();
        itemBytes -= oldest.bytes();
        Held first = oldest.outcomes().get(0);
        if (first.taken() != null && first.from() != null && !Held.areInConflict(oldest.outcomes())) {
            limbo.confirm(first.taken());
        }
    }
}
