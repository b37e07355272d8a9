package io.ftqueue.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The head of an item of a segment, to be filled and written, or read and looked at, again and again. It vouches for
 * itself: its checksum begins with the log's id, so that bytes which a user pushed into the queue are not taken for a
 * head, and it carries the checksum of the item before instead of only depending on it.
 */
final class ItemHead {

    /** A record. */
    static final byte RECORD = 1;

    /** No record; carries the index of the last one, and says what was synced. */
    static final byte RECEIPT = 2;

    /** Like a receipt; there is a next segment. */
    static final byte END = 3;

    /** How long a head is, in item bytes. */
    static final int BYTES = 31;

    /** What an item takes besides its body, in item bytes: the head and a check byte after the body. */
    static final int OVERHEAD = BYTES + 1;

    /** Where the length of the body is in a head. */
    static final int LENGTH_AT = 2;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int KIND_AT = 1;
    private static final int INDEX_AT = 6;
    private static final int UNSYNCED_AT = 14;
    private static final int PREVIOUS_AT = 18;
    private static final int BODY_CRC_AT = 22;
    private static final int CRC_AT = 26;
    private static final int CHECK_AT = 30;

    private final byte[] bytes = new byte[BYTES];
    private final byte[] logId = new byte[Long.BYTES];
    private final CRC32C crc = new CRC32C();

    ItemHead(long logId) {
        LONG.set(this.logId, 0, logId);
    }

    /** The bytes, for reading them in and writing them out. */
    byte[] bytes() {
        return bytes;
    }

    /** Makes this the head of an item with that body; {@link #complete} must follow. */
    void begin(byte type, int kind, byte[] body, int offset, int length) {
        bytes[0] = type;
        bytes[KIND_AT] = (byte) kind;
        INT.set(bytes, LENGTH_AT, length);
        INT.set(bytes, BODY_CRC_AT, crcOfBody(body, offset, length));
    }

    /** Says where the item stands in the log, and how many records up to it are not known to be synced. */
    void complete(long index, int unsynced, int previousCrc) {
        LONG.set(bytes, INDEX_AT, index);
        INT.set(bytes, UNSYNCED_AT, unsynced);
        INT.set(bytes, PREVIOUS_AT, previousCrc);
        INT.set(bytes, CRC_AT, crcOfHead());
        bytes[CHECK_AT] = Sectors.CHECK;
    }

    /** Whether these bytes are a head of this log. */
    boolean isSound() {
        return bytes[CHECK_AT] == Sectors.CHECK
                && type() >= RECORD
                && type() <= END
                && length() >= 0
                && (int) INT.get(bytes, CRC_AT) == crcOfHead();
    }

    byte type() {
        return bytes[0];
    }

    int kind() {
        return bytes[KIND_AT] & 0xFF;
    }

    int length() {
        return (int) INT.get(bytes, LENGTH_AT);
    }

    /** The index of the record; that of the last record before, if it is not one. */
    long index() {
        return (long) LONG.get(bytes, INDEX_AT);
    }

    /** When this was appended, the records up to this index were synced. */
    long syncedIndex() {
        return index() - (int) INT.get(bytes, UNSYNCED_AT);
    }

    int previousCrc() {
        return (int) INT.get(bytes, PREVIOUS_AT);
    }

    int bodyCrc() {
        return (int) INT.get(bytes, BODY_CRC_AT);
    }

    /** Stands for the head, its body and, by the chain, for everything before. */
    int crc() {
        return (int) INT.get(bytes, CRC_AT);
    }

    int crcOfBody(byte[] body, int offset, int length) {
        crc.reset();
        crc.update(body, offset, length);
        return (int) crc.getValue();
    }

    private int crcOfHead() {
        crc.reset();
        crc.update(logId, 0, logId.length);
        crc.update(bytes, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
