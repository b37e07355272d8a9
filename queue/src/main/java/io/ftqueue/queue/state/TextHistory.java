package io.ftqueue.queue.state;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.Hashing;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.TextImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results of the last text requests, in the order of their execution. One is forgotten an hour after its execution,
 * by {@link ClientClock}, or when there are more than {@link #MAX_REQUESTS} or {@link #MAX_ITEM_BYTES}.
 */
final class TextHistory {

    /** How long a result is kept, in microseconds: one hour. */
    static final long LIFE_MICROS = 3_600_000_000L;

    /** The most results. */
    static final int MAX_REQUESTS = 65_536;

    /** The most bytes of items in results. */
    static final long MAX_ITEM_BYTES = 64L << 20;

    private final Map<RequestKey, TextImage> byKey = new LinkedHashMap<>();
    private long itemBytes;

    /** Invariant: the sum of the hashes of the keys. */
    private long hash;

    long stateHash() {
        return hash;
    }

    @Nullable
    Result find(RequestKey key) {
        var known = byKey.get(key);
        return known == null ? null : known.result();
    }

    void add(TextImage text) {
        byKey.put(text.key(), text);
        hash += hashOf(text.key());
        itemBytes += bytesOf(text.result());
        while (byKey.size() > MAX_REQUESTS || itemBytes > MAX_ITEM_BYTES) {
            removeOldest();
        }
    }

    void expire(long nowMicros) {
        while (!byKey.isEmpty() && nowMicros - byKey.values().iterator().next().executedMicros() >= LIFE_MICROS) {
            removeOldest();
        }
    }

    List<TextImage> toImages() {
        return new ArrayList<>(byKey.values());
    }

    private void removeOldest() {
        var texts = byKey.values().iterator();
        var oldest = texts.next();
        texts.remove();
        hash -= hashOf(oldest.key());
        itemBytes -= bytesOf(oldest.result());
    }

    private static long hashOf(RequestKey key) {
        return Hashing.then(Hashing.mix(key.high()), key.low());
    }

    private static int bytesOf(Result result) {
        var item = result.item();
        return item == null ? 0 : item.length;
    }
}
