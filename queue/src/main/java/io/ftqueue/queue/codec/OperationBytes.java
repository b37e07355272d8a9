package io.ftqueue.queue.codec;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.OperationKind;
import java.util.Arrays;

/**
 * Operations as bytes: the kind (1 byte); create and lookup: the label's length (2 bytes) and the label; all others:
 * the queue id (8 bytes); push: the item's length (2 bytes) and the item. Requests and payloads hold them in the same
 * form, so that a gateway copies what it got and the state executes it from there.
 */
public final class OperationBytes {

    /** Where the label starts in a create or lookup. */
    public static final int LABEL_OFFSET = 3;

    /** Where the queue id starts in all other operations. */
    public static final int QUEUE_ID_OFFSET = 1;

    /** Where the item starts in a push. */
    public static final int ITEM_OFFSET = 11;

    private static final int PLAIN_BYTES = 9;
    private static final int CREATE = OperationKind.CREATE.wireCode();
    private static final int LOOKUP = OperationKind.LOOKUP.wireCode();
    private static final int PUSH = OperationKind.PUSH.wireCode();

    private OperationBytes() {}

    /** Where the operation at {@code offset} ends, at most {@code limit}; -1 if there is no whole operation. */
    public static int end(byte[] bytes, int offset, int limit) {
        if (offset >= limit) {
            return -1;
        }
        int kind = bytes[offset];
        if (kind < 1 || kind > OperationKind.count()) {
            return -1;
        }
        int end;
        if (kind == CREATE || kind == LOOKUP) {
            end = endOfVariable(bytes, offset, limit, LABEL_OFFSET, Operation.MAX_LABEL_BYTES);
        } else if (kind == PUSH) {
            end = endOfVariable(bytes, offset, limit, ITEM_OFFSET, Operation.MAX_ITEM_BYTES);
        } else {
            end = offset + PLAIN_BYTES;
        }
        return end <= limit ? end : -1;
    }

    private static int endOfVariable(byte[] bytes, int offset, int limit, int headBytes, int max) {
        if (limit - offset < headBytes) {
            return -1;
        }
        int length = Bytes.getUnsignedShort(bytes, offset + headBytes - 2);
        return length > max ? -1 : offset + headBytes + length;
    }

    /** How many bytes an operation takes. */
    public static int length(Operation operation) {
        return switch (operation.kind()) {
            case CREATE -> LABEL_OFFSET + ((Operation.Create) operation).label().length;
            case LOOKUP -> LABEL_OFFSET + ((Operation.Lookup) operation).label().length;
            case PUSH -> ITEM_OFFSET + ((Operation.Push) operation).item().length;
            case POP, TOP, SIZE, DESTROY -> PLAIN_BYTES;
        };
    }

    /** Appends an operation. */
    public static void write(Operation operation, ByteWriter out) {
        out.writeByte(operation.kind().wireCode());
        switch (operation.kind()) {
            case CREATE -> out.writeShortBytes(((Operation.Create) operation).label());
            case LOOKUP -> out.writeShortBytes(((Operation.Lookup) operation).label());
            case PUSH -> {
                var push = (Operation.Push) operation;
                out.writeLong(push.queueId());
                out.writeShortBytes(push.item());
            }
            case POP -> out.writeLong(((Operation.Pop) operation).queueId());
            case TOP -> out.writeLong(((Operation.Top) operation).queueId());
            case SIZE -> out.writeLong(((Operation.Size) operation).queueId());
            case DESTROY -> out.writeLong(((Operation.Destroy) operation).queueId());
        }
    }

    /** The operation from {@code offset} to {@code end}, which {@link #end} has found. */
    public static Operation read(byte[] bytes, int offset, int end) {
        var kind = OperationKind.of(bytes[offset]);
        return switch (kind) {
            case CREATE -> new Operation.Create(Arrays.copyOfRange(bytes, offset + LABEL_OFFSET, end));
            case LOOKUP -> new Operation.Lookup(Arrays.copyOfRange(bytes, offset + LABEL_OFFSET, end));
            case PUSH ->
                new Operation.Push(queueId(bytes, offset), Arrays.copyOfRange(bytes, offset + ITEM_OFFSET, end));
            case POP -> new Operation.Pop(queueId(bytes, offset));
            case TOP -> new Operation.Top(queueId(bytes, offset));
            case SIZE -> new Operation.Size(queueId(bytes, offset));
            case DESTROY -> new Operation.Destroy(queueId(bytes, offset));
        };
    }

    /** The queue id of the operation at {@code offset}, which is neither create nor lookup. */
    public static long queueId(byte[] bytes, int offset) {
        return Bytes.getLong(bytes, offset + QUEUE_ID_OFFSET);
    }
}
