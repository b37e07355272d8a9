package io.ftqueue.storage;

import java.nio.ByteBuffer;

/**
 * The first bytes of a segment. They are on disk before the file gets its name, so no crash can damage them.
 *
 * @param logId drawn when the log was created; equal in all its segments
 * @param firstIndex the index of the first record
 * @param previousCrc the checksum of the last item before the segment, 0 in the first one of a log
 */
record SegmentHead(long logId, long firstIndex, int previousCrc) {

    /** How long a head is, in bytes. */
    static final int BYTES = 64;

    private static final long MAGIC = 0x4654_514C_4F47_0D0AL; // FTQLOG\r\n
    private static final int VERSION = 1;
    private static final int CRC_AT = 60;
    private static final String PREFIX = "log-";
    private static final int DIGITS = 18;

    /** The name of the segment. */
    String fileName() {
        return String.format("%s%0" + DIGITS + "d", PREFIX, firstIndex);
    }

    /** The name it has until its head is on disk. */
    String temporaryName() {
        return fileName() + ".tmp";
    }

    /** Whether a file is a segment, by its name. */
    static boolean isSegment(String name) {
        return name.matches(PREFIX + "\\d{" + DIGITS + "}");
    }

    /** Whether a file is a segment that was never finished, by its name. */
    static boolean isTemporary(String name) {
        return name.matches(PREFIX + "\\d{" + DIGITS + "}\\.tmp");
    }

    byte[] encoded() {
        byte[] bytes = new byte[BYTES];
        ByteBuffer.wrap(bytes)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putLong(logId)
                .putLong(firstIndex)
                .putInt(previousCrc);
        ByteBuffer.wrap(bytes).putInt(CRC_AT, Checksum.of(bytes, 0, CRC_AT));
        return bytes;
    }

    /** Reads a head back. */
    static SegmentHead decode(String name, byte[] bytes, int length) throws CorruptLogException {
        long index = Long.parseLong(name.substring(PREFIX.length()));
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (length < BYTES) {
            throw new CorruptLogException(name, 0, index, "the head of the segment is cut short");
        }
        if (in.getInt(CRC_AT) != Checksum.of(bytes, 0, CRC_AT)) {
            throw new CorruptLogException(name, 0, index, "the head of the segment has a wrong checksum");
        }
        if (in.getLong() != MAGIC || in.getInt() != VERSION) {
            throw new CorruptLogException(name, 0, index, "the head of the segment is of another format");
        }
        SegmentHead head = new SegmentHead(in.getLong(), in.getLong(), in.getInt());
        if (!head.fileName().equals(name)) {
            throw new CorruptLogException(name, 0, index, "this is the segment " + head.fileName());
        }
        return head;
    }
}
