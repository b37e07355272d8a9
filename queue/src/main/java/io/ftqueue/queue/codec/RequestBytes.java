package io.ftqueue.queue.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checked request whose operations are still bytes: what a gateway copies into a payload.
 *
 * @param clientId as in {@link ClientFrame.Request}
 * @param answeredBelow as in {@link ClientFrame.Request}
 * @param firstSeq as in {@link ClientFrame.Request}
 * @param count how many operations
 * @param echoCount how many echoes
 * @param bytes the datagram
 * @param echoOffset where the echoes start in it, {@link Payload#ECHO_BYTES} each
 * @param offset where the operations start in it
 * @param end where they end
 */
public record RequestBytes(
        long clientId,
        long answeredBelow,
        long firstSeq,
        int count,
        int echoCount,
        byte[] bytes,
        int echoOffset,
        int offset,
        int end) {

    /** The request in a datagram that {@link ClientCodec#check} found to be one; null if it is malformed. */
    public static @Nullable RequestBytes parse(byte[] datagram) {
        return read(ClientCodec.body(datagram), datagram);
    }

    /** The number of the last operation. */
    public long lastSeq() {
        return firstSeq + count - 1;
    }

    List<ClientFrame.Echo> echoes() {
        var echoes = new ArrayList<ClientFrame.Echo>(echoCount);
        for (int i = 0; i < echoCount; i++) {
            int at = echoOffset + i * Payload.ECHO_BYTES;
            echoes.add(new ClientFrame.Echo(Bytes.getLong(bytes, at), Bytes.getLong(bytes, at + Long.BYTES)));
        }
        return echoes;
    }

    static @Nullable RequestBytes read(ByteReader in, byte[] bytes) {
        long clientId = in.readLong();
        long answeredBelow = in.readLong();
        long firstSeq = in.readLong();
        int count = in.readShort();
        in.require(answeredBelow >= 1 && answeredBelow <= firstSeq, Decoded.Reason.RANGE);
        in.require(firstSeq <= ClientFrame.MAX_SEQ && count >= 1, Decoded.Reason.RANGE);
        int echoCount = in.readByte();
        int echoOffset = in.offset();
        int echoBytes = echoCount * Payload.ECHO_BYTES;
        in.require(echoBytes <= in.remaining(), Decoded.Reason.TRUNCATED);
        if (!in.isGood()) {
            return null;
        }
        in.require(Payload.areEchoes(bytes, echoOffset, echoCount, answeredBelow), Decoded.Reason.RANGE);
        in.moveTo(echoOffset + echoBytes);
        int offset = in.offset();
        int end = offset;
        int limit = offset + in.remaining();
        for (int i = 0; i < count && in.isGood(); i++) {
            int next = OperationBytes.end(bytes, end, limit);
            in.require(next >= 0, Decoded.Reason.OPERATION);
            end = next;
        }
        if (!in.isGood()) {
            return null;
        }
        in.moveTo(end);
        in.requireEnd();
        return in.isGood()
                ? new RequestBytes(clientId, answeredBelow, firstSeq, count, echoCount, bytes, echoOffset, offset, end)
                : null;
    }
}
