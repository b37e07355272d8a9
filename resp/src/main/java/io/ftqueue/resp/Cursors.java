package io.ftqueue.resp;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where scans go on. The label is what counts, and clients take a number only, so the gateway remembers which number
 * stands for which: the newest ones.
 */
final class Cursors {

    private static final int MAX_CURSORS = 10_000;

    private final Map<Long, byte[]> labels = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > MAX_CURSORS;
        }
    };

    private long last;

    /** A number for a label to go on from. */
    long put(byte[] label) {
        labels.put(++last, label);
        return last;
    }

    /** The label, or null if nobody was given that number lately. */
    byte @Nullable [] find(long cursor) {
        return labels.get(cursor);
    }
}
