package io.ftqueue.queue.codec;

import java.util.List;

/**
 * What gateways have the group order: the version (1 byte), then entries until the end.
 *
 * <p>A native entry is {@link #NATIVE} (1 byte), client id, answeredBelow and firstSeq (8 bytes each), the count (2
 * bytes), the number of echoes (1 byte), the echoes ({@link #ECHO_BYTES} each) and so many operations with consecutive
 * numbers, as they were in the request. A text entry is {@link #TEXT} or {@link #TEXT_SILENT} (1 byte), the request's
 * 128-bit key (16 bytes) and one operation. {@link #PARTITION} (1 byte) is an entry by itself.
 *
 * <p>Native operations may also be {@link #REFUSED} (1 byte), which no client can send: it stands for an operation that
 * is too large to be ordered and uses up its number, because operations are executed in the order of their numbers.
 */
public final class Payload {

    /** The version of the layout. */
    public static final int VERSION = 2;

    /** Starts a native entry. */
    public static final int NATIVE = 1;

    /** Starts a text entry. */
    public static final int TEXT = 2;

    /** Starts a text entry whose answer is not sent: this component is not the one that answers. */
    public static final int TEXT_SILENT = 3;

    /** Asks the members to behave as if the network were split; see the text protocol. */
    public static final int PARTITION = 4;

    /** An operation in the place of one that was too large. */
    public static final int REFUSED = 0;

    /** An operation in the place of one for which the server that was asked had no room on its disk. */
    public static final int REFUSED_NO_ROOM = 127;

    /** The bytes of a native entry before its echoes. */
    public static final int NATIVE_HEAD_BYTES = 28;

    /** The bytes of an echo: the number (8 bytes) and the tag (8 bytes). */
    public static final int ECHO_BYTES = 16;

    /** Where the number of echoes is in a native entry. */
    public static final int ECHO_COUNT_OFFSET = 27;

    /** The bytes of a text entry before its operation. */
    public static final int TEXT_HEAD_BYTES = 17;

    /** Where the count is in a native entry. */
    public static final int COUNT_OFFSET = 25;

    /** A client's number, plus those of the operations in a frame. */
    private static final long MAX_SEQ = ClientFrame.MAX_SEQ + ClientFrame.MAX_COUNT;

    /** How long a payload is that executes nothing. */
    public static final int NOTHING_BYTES = 1;

    private Payload() {}

    /** A payload that executes nothing: only time passes. */
    public static byte[] nothing() {
        return new byte[] {VERSION};
    }

    /** Starts a payload. */
    public static void begin(ByteWriter out) {
        out.writeByte(VERSION);
    }

    /** Appends the head of a native entry with the echoes of a request; the count is still 0. */
    public static void beginNative(ByteWriter out, RequestBytes request, long firstSeq) {
        out.writeByte(NATIVE);
        out.writeLong(request.clientId());
        out.writeLong(request.answeredBelow());
        out.writeLong(firstSeq);
        out.writeShort(0);
        out.writeByte(request.echoCount());
        out.writeBytes(request.bytes(), request.echoOffset(), request.echoCount() * ECHO_BYTES);
    }

    /** Appends the head of a native entry. */
    public static void beginNative(
            ByteWriter out,
            long clientId,
            long answeredBelow,
            List<ClientFrame.Echo> echoes,
            long firstSeq,
            int count) {
        out.writeByte(NATIVE);
        out.writeLong(clientId);
        out.writeLong(answeredBelow);
        out.writeLong(firstSeq);
        out.writeShort(count);
        out.writeByte(echoes.size());
        for (ClientFrame.Echo echo : echoes) {
            out.writeLong(echo.fromSeq());
            out.writeLong(echo.tag());
        }
    }

    /** Where the operations of the native entry at {@code start} begin. */
    public static int operationsOf(byte[] payload, int start) {
        return start + NATIVE_HEAD_BYTES + payload[start + ECHO_COUNT_OFFSET] * ECHO_BYTES;
    }

    /** Appends the head of a text entry. */
    public static void beginText(ByteWriter out, boolean silent, long keyHigh, long keyLow) {
        out.writeByte(silent ? TEXT_SILENT : TEXT);
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
            offset = switch (payload[offset]) {
                case NATIVE -> endOfNative(payload, offset);
                case TEXT, TEXT_SILENT -> endOfText(payload, offset);
                case PARTITION -> offset + 1;
                default -> -1;
            };
        }
        return offset == payload.length;
    }

    /** Where the operation at {@code offset} ends, which may be a refused one; -1 if there is no whole one. */
    public static int endOfOperation(byte[] payload, int offset) {
        boolean refused = offset < payload.length && (payload[offset] == REFUSED || payload[offset] == REFUSED_NO_ROOM);
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
        int echoCount = payload[start + ECHO_COUNT_OFFSET];
        if (echoCount < 0
                || payload.length - start < NATIVE_HEAD_BYTES + echoCount * ECHO_BYTES
                || !areEchoes(payload, start + NATIVE_HEAD_BYTES, echoCount, answeredBelow)) {
            return -1;
        }
        int offset = operationsOf(payload, start);
        for (int i = 0; i < count && offset >= 0; i++) {
            offset = endOfOperation(payload, offset);
        }
        return offset;
    }

    /** Whether the bytes, of which there are enough, are echoes of operations below {@code answeredBelow}. */
    static boolean areEchoes(byte[] bytes, int offset, int count, long answeredBelow) {
        long before = 0;
        for (int i = 0; i < count; i++) {
            long fromSeq = Bytes.getLong(bytes, offset + i * ECHO_BYTES);
            if (fromSeq <= before || fromSeq >= answeredBelow) {
                return false;
            }
            before = fromSeq;
        }
        return count <= ClientFrame.MAX_ECHOES;
    }

    private static int endOfText(byte[] payload, int start) {
        if (payload.length - start < TEXT_HEAD_BYTES) {
            return -1;
        }
        return OperationBytes.end(payload, start + TEXT_HEAD_BYTES, payload.length);
    }
}
