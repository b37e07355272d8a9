package io.ftqueue.queue.state;

import io.ftqueue.queue.codec.Hashing;
import org.jspecify.annotations.Nullable;

/**
 * A map from numbers to values without an object per number: open addressing with linear probing. There is no
 * iteration,
 * so the order of its slots cannot matter.
 */
final class LongTable<V> {

    private static final int MIN_CAPACITY = 16;

    private long[] keys = new long[MIN_CAPACITY];
    private @Nullable Object[] values = new @Nullable Object[MIN_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked")
    @Nullable
    V get(long key) {
        return (V) values[slotOf(key)];
    }

    void put(long key, V value) {
        int slot = slotOf(key);
        if (values[slot] == null) {
            if (size >= keys.length / 2) {
                grow();
                slot = slotOf(key);
            }
            size++;
            keys[slot] = key;
        }
        values[slot] = value;
    }

    void remove(long key) {
        int hole = slotOf(key);
        if (values[hole] == null) {
            return;
        }
        size--;
        int mask = keys.length - 1;
        values[hole] = null;
        // Whatever was pushed behind the hole by a collision moves up, so that probing never meets a false end.
        for (int slot = (hole + 1) & mask; values[slot] != null; slot = (slot + 1) & mask) {
            int home = home(keys[slot], mask);
            if (((slot - home) & mask) >= ((slot - hole) & mask)) {
                keys[hole] = keys[slot];
                values[hole] = values[slot];
                values[slot] = null;
                hole = slot;
            }
        }
    }

    /** The slot that holds the key, or the empty one where it belongs. */
    private int slotOf(long key) {
        int mask = keys.length - 1;
        int slot = home(key, mask);
        while (values[slot] != null && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int home(long key, int mask) {
        return (int) Hashing.mix(key) & mask;
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new @Nullable Object[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int slot = slotOf(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
