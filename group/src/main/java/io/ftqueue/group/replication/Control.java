package io.ftqueue.group.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What ordered payloads are, by their first byte: those of the application, and what replicas tell each other. */
final class Control {

    static final byte APPLICATION = 0;
    /** A piece of a {@link StateAnnouncement}. */
    static final byte STATE = 1;
    /** The sender holds what it needs. */
    static final byte READY = 2;
    /** A mark; see {@link io.ftqueue.group.model.Context}. */
    static final byte MARK = 3;
    /** A trim to the mark at a slot. */
    static final byte TRIM = 4;
    /** A server is to be forgotten. */
    static final byte FORGET = 5;
    /** The sender cannot take the state of a branch. */
    static final byte REFUSE = 6;
    /** The sender has recorded the mark at a slot. */
    static final byte KEPT = 7;

    static final byte UNKNOWN = -1;
    static final int KIND_BYTES = 1;

    /** The kind and whether more pieces follow. */
    private static final int PIECE_HEAD_BYTES = 2;

    private static final int REFUSE_HEAD_BYTES = 2;
    private static final int REASON_CHARACTERS = 100;

    private Control() {}

    static byte kind(byte[] payload) {
        return payload.length == 0 ? UNKNOWN : payload[0];
    }

    /** What comes after the kind. */
    static byte[] body(byte[] payload) {
        return Arrays.copyOfRange(payload, KIND_BYTES, payload.length);
    }

    static byte[] application(byte[] payload) {
        return ByteBuffer.allocate(KIND_BYTES + payload.length)
                .put(APPLICATION)
                .put(payload)
                .array();
    }

    static byte[] ready() {
        return new byte[] {READY};
    }

    static byte[] mark() {
        return new byte[] {MARK};
    }

    static byte[] trim(long markSlot) {
        return withNumber(TRIM, markSlot);
    }

    static byte[] forget(long server) {
        return withNumber(FORGET, server);
    }

    static byte[] kept(long markSlot) {
        return withNumber(KEPT, markSlot);
    }

    /** The number of a trim, a forget or a word on a mark; 0, which is none, if the payload is malformed. */
    static long number(byte[] payload) {
        return payload.length == KIND_BYTES + Long.BYTES
                ? ByteBuffer.wrap(payload).getLong(KIND_BYTES)
                : 0;
    }

    static byte[] refuse(int branch, String reason) {
        byte[] text = reason.substring(0, Math.min(REASON_CHARACTERS, reason.length()))
                .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(REFUSE_HEAD_BYTES + text.length)
                .put(REFUSE)
                .put((byte) branch)
                .put(text)
                .array();
    }

    /** The branch that is refused; -1 if the payload is malformed. */
    static int refusedBranch(byte[] payload) {
        return payload.length < REFUSE_HEAD_BYTES ? -1 : payload[KIND_BYTES];
    }

    static String reason(byte[] payload) {
        int length = Math.max(0, payload.length - REFUSE_HEAD_BYTES);
        return new String(payload, payload.length - length, length, StandardCharsets.UTF_8);
    }

    /** The payloads that carry an announcement, which may be larger than one payload. */
    static List<byte[]> pieces(byte[] announcement, int maxPayloadBytes) {
        List<byte[]> pieces = new ArrayList<>();
        int room = maxPayloadBytes - PIECE_HEAD_BYTES;
        for (int from = 0; from == 0 || from < announcement.length; from += room) {
            int to = Math.min(announcement.length, from + room);
            pieces.add(ByteBuffer.allocate(PIECE_HEAD_BYTES + to - from)
                    .put(STATE)
                    .put((byte) (to < announcement.length ? 1 : 0))
                    .put(announcement, from, to - from)
                    .array());
        }
        return pieces;
    }

    /** Whether a piece of an announcement is its last one. */
    static boolean isLastPiece(byte[] payload) {
        return payload.length < PIECE_HEAD_BYTES || payload[KIND_BYTES] == 0;
    }

    /** The bytes of the announcement that a piece carries. */
    static byte[] piece(byte[] payload) {
        return Arrays.copyOfRange(payload, Math.min(payload.length, PIECE_HEAD_BYTES), payload.length);
    }

    private static byte[] withNumber(byte kind, long number) {
        return ByteBuffer.allocate(KIND_BYTES + Long.BYTES)
                .put(kind)
                .putLong(number)
                .array();
    }
}
