package io.ftqueue.queue.image;

import io.ftqueue.queue.codec.Hashing;
import java.util.Arrays;

/**
 * A queue's label.
 *
 * @param bytes 0 to 1,024 bytes; not to be changed
 */
public record Label(byte[] bytes) implements Comparable<Label> {

    private static final long SEED = 0xbb67ae8584caa73bL;

    /** A 64-bit hash. */
    public long longHash() {
        return Hashing.hash(bytes, SEED);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Label that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return (int) longHash();
    }

    @Override
    public int compareTo(Label other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }
}
