package io.ftqueue.queue.codec;

/**
 * What gateways have the group order: the version (1 byte), then entries until the end.
 *
 * <p>A native entry is {@link #NATIVE} (1 byte), client id, answeredBelow and firstSeq (8 bytes each), the count (2
 * bytes) and so many operations with consecutive numbers, as they were in the request. A text entry is {@link #TEXT} (1
 * byte), the request's 128-bit key (16 bytes) and one operation.
 *
 * <p>Native operations may also be {@link #REFUSED} (1 byte), which no client can send: it stands for an operation that
 * is too large to be ordered and uses up its number, because operations are executed in the order of their numbers.
 */
public final class Payload {

    /** The version of the layout. */
    public static final int VERSION = 1;

    /** Starts a native entry. */
    public static final int NATIVE = 1;

    /** Starts a text entry. */
    public static final int TEXT = 2;

    /** An operation in the place of one that was too large. */
    public static final int REFUSED = 0;

    /** The bytes of a native entry before its operations. */
    public static final int NATIVE_HEAD_BYTES = 27;

    /** The bytes of a text entry before its operation. */
    public static final int TEXT_HEAD_BYTES = 17;

    /** Where the count is in a native entry. */
    public static final int COUNT_OFFSET = 25;

    /** A client's number, plus those of the operations in a frame. */
    private static final long MAX_SEQ = ClientFrame.MAX_SEQ + ClientFrame.MAX_COUNT;

    private Payload() {}

    /** Starts a payload. */
    public static void begin(ByteWriter out) {
        out.writeByte(VERSION);
    }

    /** Appends the head of a native entry. */
    public static void beginNative(ByteWriter out, long clientId, long answeredBelow, long firstSeq, int count) {
        out.writeByte(NATIVE);
        out.writeLong(clientId);
        out.writeLong(answeredBelow);
        out.writeLong(firstSeq);
        out.writeShort(count);
    }

    /** Appends the head of a text entry. */
    public static void beginText(ByteWriter out, long keyHigh, long keyLow) {
        out.writeByte(TEXT);
        out.writeLong(keyHigh);
        out.writeLong(keyLow);
    }

    /** Whether all of the payload can be executed. */
    public static boolean isWellFormed(byte[] payload) {
        if (payload.length < 1 || payload[0] != VERSION) {
            return false;
        }
        int offset = 1;
        while (offset >= 0 && offset < payload.length) {
            offset = payload[offset] == NATIVE ? endOfNative(payload, offset) : endOfText(payload, offset);
        }
        return offset == payload.length;
    }

    /** Where the operation at {@code offset} ends, which may be {@link #REFUSED}; -1 if there is no whole one. */
    public static int endOfOperation(byte[] payload, int offset) {
        boolean refused = offset < payload.length && payload[offset] == REFUSED;
        return refused ? offset + 1 : OperationBytes.end(payload, offset, payload.length);
    }

    private static int endOfNative(byte[] payload, int start) {
        if (payload.length - start < NATIVE_HEAD_BYTES) {
            return -1;
        }
        long answeredBelow = Bytes.getLong(payload, start + 9);
        long firstSeq = Bytes.getLong(payload, start + 17);
        int count = Bytes.getUnsignedShort(payload, start + COUNT_OFFSET);
        if (answeredBelow < 1 || firstSeq < 1 || answeredBelow > MAX_SEQ || firstSeq > MAX_SEQ) {
            return -1;
        }
        int offset = start + NATIVE_HEAD_BYTES;
        for (int i = 0; i < count && offset >= 0; i++) {
            offset = endOfOperation(payload, offset);
        }
        return offset;
    }

    private static int endOfText(byte[] payload, int start) {
        if (payload[start] != TEXT || payload.length - start < TEXT_HEAD_BYTES) {
            return -1;
        }
        return OperationBytes.end(payload, start + TEXT_HEAD_BYTES, payload.length);
    }
}
