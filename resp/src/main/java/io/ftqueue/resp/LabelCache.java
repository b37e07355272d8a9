package io.ftqueue.resp;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the queues that were used last. An id in it can be that of a queue that is gone: whoever finds so forgets
 * it and asks again. Belongs to the event loop.
 */
final class LabelCache {

    private static final int MAX_LABELS = 10_000;

    private final Map<Label, Long> ids = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Label, Long> eldest) {
            return size() > MAX_LABELS;
        }
    };

    /** The id that the queue with this label had, or null. */
    @Nullable
    Long find(byte[] label) {
        return ids.get(new Label(label));
    }

    void put(byte[] label, long id) {
        ids.put(new Label(label), id);
    }

    /** Forgets an id, unless the label has another one meanwhile. */
    void forget(byte[] label, long id) {
        ids.remove(new Label(label), id);
    }

    int size() {
        return ids.size();
    }

    /** A label that can be compared. */
    record Label(byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Label that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
