package io.ftqueue.storage;

import java.nio.ByteBuffer;

/**
 * A snapshot's file: a head, pieces, and an end. Each piece is its length, a checksum that covers the checksum before
 * it as well, and its bytes; the end is a piece of length -1 that counts them.
 */
final class SnapshotFormat {

    static final int HEAD_BYTES = 32;

    /** Length and checksum. */
    static final int PIECE_HEAD_BYTES = 8;

    /** Stands in place of a length. */
    static final int END = -1;

    /** Number of pieces, and of their bytes. */
    static final int END_BODY_BYTES = 16;

    private static final long MAGIC = 0x4654_5153_4E41_500AL; // FTQSNAP\n
    private static final int VERSION = 1;
    private static final int CRC_AT = 28;
    private static final String PREFIX = "snapshot-";
    private static final int DIGITS = 18;

    private SnapshotFormat() {}

    static String fileName(long index) {
        return String.format("%s%0" + DIGITS + "d", PREFIX, index);
    }

    static String temporaryName(long index) {
        return fileName(index) + ".tmp";
    }

    static boolean isSnapshot(String name) {
        return name.matches(PREFIX + "\\d{" + DIGITS + "}");
    }

    static boolean isTemporary(String name) {
        return name.matches(PREFIX + "\\d{" + DIGITS + "}\\.tmp");
    }

    static long indexOf(String name) {
        return Long.parseLong(name.substring(PREFIX.length()));
    }

    static byte[] head(long id, long index) {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.putLong(MAGIC).putInt(VERSION).putLong(id).putLong(index);
        head.putInt(Checksum.of(head.array(), 0, CRC_AT));
        return head.array();
    }

    /** The checksum that the first piece continues. */
    static int crcOf(byte[] head) {
        return ByteBuffer.wrap(head).getInt(CRC_AT);
    }

    static byte[] endBody(long pieces, long bytes) {
        return ByteBuffer.allocate(END_BODY_BYTES)
                .putLong(pieces)
                .putLong(bytes)
                .array();
    }
}
