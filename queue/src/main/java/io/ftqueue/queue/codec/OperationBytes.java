package io.ftqueue.queue.codec;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.OperationKind;
import java.util.Arrays;

/**
 * Operations as bytes, in requests and payloads alike, so that a gateway copies what it got and the state executes it
 * from there. First comes the kind (1 byte), then, with the number of bytes in brackets:
 *
 * <ul>
 *   <li>create, lookup: the label's length [2], the label
 *   <li>queues: how many at most [2], the lowest label's length [2], that label
 *   <li>push: the queue id [8], the item's length [2], the item
 *   <li>pop, top, size, destroy: the queue id [8]
 *   <li>take: the queue id [8], the lease in milliseconds [4], how many deliveries at most [2], the id of the queue for
 *       those that were delivered so often [8]
 *   <li>ack: the queue id [8], the receipt [8]
 *   <li>nack, extend: the queue id [8], the receipt [8], milliseconds [4]
 *   <li>browse: the queue id [8], how many to skip [4], how many to show at most [2]
 * </ul>
 */
public final class OperationBytes {

    /** Where the label starts in a create or lookup. */
    public static final int LABEL_OFFSET = 3;

    /** Where the label starts in a list of queues. */
    public static final int FROM_OFFSET = 5;

    /** Where the queue id starts in all operations that have one. */
    public static final int QUEUE_ID_OFFSET = 1;

    /** Where the item starts in a push. */
    public static final int ITEM_OFFSET = 11;

    private static final int ARGUMENT_OFFSET = 9;
    private static final int MILLIS_OFFSET = 17;
    private static final int MAX_DELIVERIES_OFFSET = 13;
    private static final int DEAD_LETTER_OFFSET = 15;
    private static final int BROWSE_MAX_OFFSET = 13;

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
        return switch (OperationKind.of(kind)) {
            case CREATE, LOOKUP -> endOfVariable(bytes, offset, limit, LABEL_OFFSET, Operation.MAX_LABEL_BYTES);
            case QUEUES -> {
                int end = endOfVariable(bytes, offset, limit, FROM_OFFSET, Operation.MAX_LABEL_BYTES + 1);
                yield end < 0 || Bytes.getUnsignedShort(bytes, offset + 1) == 0 ? -1 : end;
            }
            case PUSH -> endOfVariable(bytes, offset, limit, ITEM_OFFSET, Operation.MAX_ITEM_BYTES);
            case POP, TOP, SIZE, DESTROY, TAKE, ACK, NACK, EXTEND, BROWSE -> endOfFixed(bytes, offset, limit);
        };
    }

    private static int endOfVariable(byte[] bytes, int offset, int limit, int headBytes, int max) {
        if (limit - offset < headBytes) {
            return -1;
        }
        int length = Bytes.getUnsignedShort(bytes, offset + headBytes - 2);
        int end = offset + headBytes + length;
        return length > max || end > limit ? -1 : end;
    }

    private static int endOfFixed(byte[] bytes, int offset, int limit) {
        var kind = OperationKind.of(bytes[offset]);
        int end = offset + fixedBytes(kind);
        return end > limit || !isInRange(kind, bytes, offset) ? -1 : end;
    }

    private static int fixedBytes(OperationKind kind) {
        return switch (kind) {
            case TAKE -> DEAD_LETTER_OFFSET + Long.BYTES;
            case ACK -> MILLIS_OFFSET;
            case NACK, EXTEND -> MILLIS_OFFSET + Integer.BYTES;
            case BROWSE -> BROWSE_MAX_OFFSET + Short.BYTES;
            default -> ARGUMENT_OFFSET;
        };
    }

    /** Whether the arguments are such that there is an {@link Operation} of them. */
    private static boolean isInRange(OperationKind kind, byte[] bytes, int offset) {
        return switch (kind) {
            case TAKE -> isLease(Bytes.getInt(bytes, offset + ARGUMENT_OFFSET), 1);
            case NACK -> isLease(Bytes.getInt(bytes, offset + MILLIS_OFFSET), 0);
            case EXTEND -> isLease(Bytes.getInt(bytes, offset + MILLIS_OFFSET), 1);
            case BROWSE ->
                Bytes.getInt(bytes, offset + ARGUMENT_OFFSET) >= 0
                        && Bytes.getUnsignedShort(bytes, offset + BROWSE_MAX_OFFSET) > 0;
            default -> true;
        };
    }

    private static boolean isLease(int millis, int min) {
        return millis >= min && millis <= Operation.MAX_LEASE_MILLIS;
    }

    /** How many bytes an operation takes. */
    public static int length(Operation operation) {
        return switch (operation.kind()) {
            case CREATE -> LABEL_OFFSET + ((Operation.Create) operation).label().length;
            case LOOKUP -> LABEL_OFFSET + ((Operation.Lookup) operation).label().length;
            case QUEUES -> FROM_OFFSET + ((Operation.Queues) operation).from().length;
            case PUSH -> ITEM_OFFSET + ((Operation.Push) operation).item().length;
            case POP, TOP, SIZE, DESTROY, TAKE, ACK, NACK, EXTEND, BROWSE -> fixedBytes(operation.kind());
        };
    }

    /** Appends an operation. */
    public static void write(Operation operation, ByteWriter out) {
        out.writeByte(operation.kind().wireCode());
        switch (operation.kind()) {
            case CREATE -> out.writeShortBytes(((Operation.Create) operation).label());
            case LOOKUP -> out.writeShortBytes(((Operation.Lookup) operation).label());
            case QUEUES -> {
                var queues = (Operation.Queues) operation;
                out.writeShort(queues.max());
                out.writeShortBytes(queues.from());
            }
            case PUSH -> {
                var push = (Operation.Push) operation;
                out.writeLong(push.queueId());
                out.writeShortBytes(push.item());
            }
            case POP -> out.writeLong(((Operation.Pop) operation).queueId());
            case TOP -> out.writeLong(((Operation.Top) operation).queueId());
            case SIZE -> out.writeLong(((Operation.Size) operation).queueId());
            case DESTROY -> out.writeLong(((Operation.Destroy) operation).queueId());
            case BROWSE -> {
                var browse = (Operation.Browse) operation;
                out.writeLong(browse.queueId());
                out.writeInt(browse.skip());
                out.writeShort(browse.max());
            }
            case TAKE, ACK, NACK, EXTEND -> writeLease(operation, out);
        }
    }

    private static void writeLease(Operation operation, ByteWriter out) {
        if (operation instanceof Operation.Take take) {
            out.writeLong(take.queueId());
            out.writeInt(take.leaseMillis());
            out.writeShort(take.maxDeliveries());
            out.writeLong(take.deadLetterId());
        } else if (operation instanceof Operation.Ack ack) {
            out.writeLong(ack.queueId());
            out.writeLong(ack.receipt());
        } else if (operation instanceof Operation.Nack nack) {
            out.writeLong(nack.queueId());
            out.writeLong(nack.receipt());
            out.writeInt(nack.delayMillis());
        } else if (operation instanceof Operation.Extend extend) {
            out.writeLong(extend.queueId());
            out.writeLong(extend.receipt());
            out.writeInt(extend.leaseMillis());
        }
    }

    /** The operation from {@code offset} to {@code end}, which {@link #end} has found. */
    public static Operation read(byte[] bytes, int offset, int end) {
        var kind = OperationKind.of(bytes[offset]);
        return switch (kind) {
            case CREATE -> new Operation.Create(Arrays.copyOfRange(bytes, offset + LABEL_OFFSET, end));
            case LOOKUP -> new Operation.Lookup(Arrays.copyOfRange(bytes, offset + LABEL_OFFSET, end));
            case QUEUES ->
                new Operation.Queues(
                        Arrays.copyOfRange(bytes, offset + FROM_OFFSET, end),
                        Bytes.getUnsignedShort(bytes, offset + 1));
            case PUSH ->
                new Operation.Push(queueId(bytes, offset), Arrays.copyOfRange(bytes, offset + ITEM_OFFSET, end));
            case POP -> new Operation.Pop(queueId(bytes, offset));
            case TOP -> new Operation.Top(queueId(bytes, offset));
            case SIZE -> new Operation.Size(queueId(bytes, offset));
            case DESTROY -> new Operation.Destroy(queueId(bytes, offset));
            case TAKE ->
                new Operation.Take(
                        queueId(bytes, offset),
                        leaseMillis(bytes, offset),
                        maxDeliveries(bytes, offset),
                        deadLetterId(bytes, offset));
            case ACK -> new Operation.Ack(queueId(bytes, offset), receipt(bytes, offset));
            case NACK -> new Operation.Nack(queueId(bytes, offset), receipt(bytes, offset), millis(bytes, offset));
            case EXTEND -> new Operation.Extend(queueId(bytes, offset), receipt(bytes, offset), millis(bytes, offset));
            case BROWSE -> new Operation.Browse(queueId(bytes, offset), skip(bytes, offset), max(bytes, offset));
        };
    }

    /** The queue id of the operation at {@code offset}, which is one with a queue. */
    public static long queueId(byte[] bytes, int offset) {
        return Bytes.getLong(bytes, offset + QUEUE_ID_OFFSET);
    }

    /** How long the take at {@code offset} is to last, in milliseconds. */
    public static int leaseMillis(byte[] bytes, int offset) {
        return Bytes.getInt(bytes, offset + ARGUMENT_OFFSET);
    }

    /** How often the take at {@code offset} lets its item be delivered; 0: as often as it takes. */
    public static int maxDeliveries(byte[] bytes, int offset) {
        return Bytes.getUnsignedShort(bytes, offset + MAX_DELIVERIES_OFFSET);
    }

    /** The queue for what was delivered so often, of the take at {@code offset}. */
    public static long deadLetterId(byte[] bytes, int offset) {
        return Bytes.getLong(bytes, offset + DEAD_LETTER_OFFSET);
    }

    /** The receipt in the ack, nack or extend at {@code offset}. */
    public static long receipt(byte[] bytes, int offset) {
        return Bytes.getLong(bytes, offset + ARGUMENT_OFFSET);
    }

    /** The time in the nack or extend at {@code offset}, in milliseconds. */
    public static int millis(byte[] bytes, int offset) {
        return Bytes.getInt(bytes, offset + MILLIS_OFFSET);
    }

    /** How many items the browse at {@code offset} leaves out. */
    public static int skip(byte[] bytes, int offset) {
        return Bytes.getInt(bytes, offset + ARGUMENT_OFFSET);
    }

    /** How many items the browse at {@code offset} shows at most. */
    public static int max(byte[] bytes, int offset) {
        return Bytes.getUnsignedShort(bytes, offset + BROWSE_MAX_OFFSET);
    }

    /** How many queues the list of queues at {@code offset} has at most. */
    public static int maxQueues(byte[] bytes, int offset) {
        return Bytes.getUnsignedShort(bytes, offset + 1);
    }
}
