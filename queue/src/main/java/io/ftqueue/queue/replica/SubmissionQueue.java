package io.ftqueue.queue.replica;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.codec.ByteWriter;
import io.ftqueue.queue.codec.OperationBytes;
import io.ftqueue.queue.codec.Payload;
import io.ftqueue.queue.codec.RequestBytes;
import io.ftqueue.queue.codec.RequestKey;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Packs operations into as few payloads as possible, in the order in which they came, and keeps the payloads until the
 * group takes them. A payload fits one datagram unless it holds a single operation that does not.
 */
final class SubmissionQueue {

    private static final int EMPTY_BYTES = 1;

    private static final int CREATE = OperationKind.CREATE.wireCode();
    private static final int PUSH = OperationKind.PUSH.wireCode();

    private final int wantedBytes;
    private final int maxBytes;
    private final ByteWriter open = new ByteWriter(2_048);
    private final ArrayDeque<byte[]> closed = new ArrayDeque<>();
    private long closedBytes;
    private boolean shortOfRoom;

    /** How many payloads have been closed since the start, and how many of them the group has taken. */
    private long closedCount;

    private long takenCount;

    /**
     * Empty.
     *
     * @param wantedBytes what a payload should have at most
     * @param maxBytes what a payload can have at most
     */
    SubmissionQueue(int wantedBytes, int maxBytes) {
        this.wantedBytes = wantedBytes;
        this.maxBytes = maxBytes;
        Payload.begin(open);
    }

    /** How many bytes wait. */
    long bytes() {
        return closedBytes + open.length() - EMPTY_BYTES;
    }

    /** Names the payload that holds what was added last. */
    long lastTicket() {
        return open.length() > EMPTY_BYTES ? closedCount + 1 : closedCount;
    }

    /** Whether the group has taken the payload of that name. */
    boolean isTaken(long ticket) {
        return ticket <= takenCount;
    }

    /** From now on refuses, or takes, what makes the state grow. */
    void shortOfRoom(boolean isShort) {
        shortOfRoom = isShort;
    }

    /** Whether an operation would be refused because it makes the state grow. */
    boolean lacksRoomFor(Operation operation) {
        return shortOfRoom && takesRoom(operation.kind().wireCode());
    }

    private static boolean takesRoom(int kind) {
        return kind == CREATE || kind == PUSH;
    }

    /** Whether an operation can be ordered at all. */
    boolean admits(Operation operation) {
        return EMPTY_BYTES + Payload.TEXT_HEAD_BYTES + OperationBytes.length(operation) <= maxBytes;
    }

    /**
     * Adds the operations of a request from the number {@code fromSeq} on. One that is too large to be ordered, or for
     * which there is no room, is added as a refused one.
     *
     * @return how many are refused
     */
    int addNative(RequestBytes request, long fromSeq) {
        byte[] source = request.bytes();
        int offset = request.offset();
        int headBytes = Payload.NATIVE_HEAD_BYTES + request.echoCount() * Payload.ECHO_BYTES;
        int refused = 0;
        int entry = -1;
        int count = 0;
        for (long seq = request.firstSeq(); seq <= request.lastSeq(); seq++) {
            int end = OperationBytes.end(source, offset, request.end());
            if (seq >= fromSeq) {
                boolean tooLarge = EMPTY_BYTES + headBytes + end - offset > maxBytes;
                boolean refuses = tooLarge || (shortOfRoom && takesRoom(source[offset]));
                int length = refuses ? 1 : end - offset;
                if (entry < 0 || open.length() + length > wantedBytes) {
                    entry = beginEntry(request, seq, headBytes + length);
                    count = 0;
                }
                if (refuses) {
                    open.writeByte(tooLarge ? Payload.REFUSED : Payload.REFUSED_NO_ROOM);
                    refused++;
                } else {
                    open.writeBytes(source, offset, length);
                }
                count++;
                open.setShort(entry + Payload.COUNT_OFFSET, count);
            }
            offset = end;
        }
        return refused;
    }

    /** Starts a native entry where its first operation fits; returns where it starts. */
    private int beginEntry(RequestBytes request, long seq, int lengthWithFirst) {
        closeUnlessFits(lengthWithFirst);
        int entry = open.length();
        Payload.beginNative(open, request, seq);
        return entry;
    }

    /**
     * Adds a text request, which {@link #admits} has let in.
     *
     * @param silent whether its answer is not to be sent
     */
    void addText(RequestKey key, Operation operation, boolean silent) {
        closeUnlessFits(Payload.TEXT_HEAD_BYTES + OperationBytes.length(operation));
        Payload.beginText(open, silent, key.high(), key.low());
        OperationBytes.write(operation, open);
    }

    /** Adds the wish that the group behaves as if it were split. */
    void addPartition() {
        closeUnlessFits(1);
        open.writeByte(Payload.PARTITION);
    }

    private void closeUnlessFits(int length) {
        if (open.length() > EMPTY_BYTES && open.length() + length > wantedBytes) {
            close();
        }
    }

    /** The payload to be submitted next, or null. */
    byte @Nullable [] peek() {
        if (closed.isEmpty() && open.length() > EMPTY_BYTES) {
            close();
        }
        return closed.peekFirst();
    }

    /** The group has taken what {@link #peek} has shown. */
    void taken() {
        closedBytes -= closed.removeFirst().length;
        takenCount++;
    }

    private void close() {
        byte[] payload = open.toBytes();
        closed.addLast(payload);
        closedBytes += payload.length;
        closedCount++;
        open.clear();
        Payload.begin(open);
    }
}
