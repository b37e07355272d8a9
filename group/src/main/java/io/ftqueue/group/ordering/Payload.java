package io.ftqueue.group.ordering;

import java.util.Arrays;

/**
 * A payload, or what of it has arrived. Keeps the parts as they were sent, so that any holder repeats the same ones.
 */
final class Payload {

    private static final byte[] ABSENT = {};

    private final byte[][] parts;
    /** Invariant: bit i is set exactly while part i is not here. */
    private long missing;

    private int bytes;

    Payload(int partCount) {
        parts = new byte[partCount][];
        Arrays.fill(parts, ABSENT);
        missing = partCount == Long.SIZE ? -1L : (1L << partCount) - 1;
    }

    /** Takes a part; false if it was here or does not fit the others. */
    boolean add(int part, int partCount, byte[] content) {
        if (partCount != parts.length || has(part)) {
            return false;
        }
        parts[part] = content;
        missing &= ~(1L << part);
        bytes += content.length;
        return true;
    }

    boolean complete() {
        return missing == 0;
    }

    long missing() {
        return missing;
    }

    int partCount() {
        return parts.length;
    }

    boolean has(int part) {
        return (missing & (1L << part)) == 0;
    }

    /** A part that is here. */
    byte[] part(int index) {
        return parts[index];
    }

    int bytes() {
        return bytes;
    }

    /** The whole payload, which must be complete. */
    byte[] join() {
        if (parts.length == 1) {
            return parts[0];
        }
        byte[] whole = new byte[bytes];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
