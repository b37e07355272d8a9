package io.ftqueue.storage;

import java.nio.ByteBuffer;

/**
 * How a segment lies on the disk's sectors: of every 512 bytes the last one is {@link #CHECK}, which is never 0; items
 * fill the 511 before it. Of a write that a crash interrupted, each sector holds a beginning and zeros after it, so a
 * sector that ends in {@code CHECK} holds everything that was written to it. That is how an unfinished write is told
 * from one that was damaged later.
 *
 * <p>A <em>place</em> is a position in the file at which an item byte may be, so never that of a check byte.
 */
final class Sectors {

    /** What a disk writes as a whole, or in part when its power fails, in bytes. */
    static final int SECTOR = 512;

    /** Ends every sector, every item head and every item. No single flipped bit makes it 0. */
    static final byte CHECK = (byte) 0xA5;

    private static final int USED = SECTOR - 1;

    private Sectors() {}

    /** The place that is so many item bytes after a place. */
    static long advance(long place, long bytes) {
        long within = place % SECTOR;
        long used = within + bytes;
        return place - within + used / USED * SECTOR + used % USED;
    }

    /** Puts item bytes and the check bytes between them into a buffer whose byte 0 lies at {@code base} of the file. */
    static void put(ByteBuffer target, long base, byte[] bytes, int offset, int length) {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            int room = USED - (int) ((base + target.position()) % SECTOR);
            int some = Math.min(room, end - from);
            target.put(bytes, from, some);
            from += some;
            if (some == room) {
                target.put(CHECK);
            }
        }
    }

    /** The most bytes of a file that so many item bytes take. */
    static int atMost(int bytes) {
        return bytes + bytes / USED + 1;
    }
}
