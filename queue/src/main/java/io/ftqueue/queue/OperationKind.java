package io.ftqueue.queue;

/** The kinds of operations. The wire codes are stable. */
public enum OperationKind {
    /** {@link Operation.Create}. */
    CREATE(1),
    /** {@link Operation.Lookup}. */
    LOOKUP(2),
    /** {@link Operation.Push}. */
    PUSH(3),
    /** {@link Operation.Pop}. */
    POP(4),
    /** {@link Operation.Top}. */
    TOP(5),
    /** {@link Operation.Size}. */
    SIZE(6),
    /** {@link Operation.Destroy}. */
    DESTROY(7),
    /** {@link Operation.Take}. */
    TAKE(8),
    /** {@link Operation.Ack}. */
    ACK(9),
    /** {@link Operation.Nack}. */
    NACK(10),
    /** {@link Operation.Extend}. */
    EXTEND(11),
    /** {@link Operation.Browse}. */
    BROWSE(12),
    /** {@link Operation.Queues}. */
    QUEUES(13);

    private static final OperationKind[] BY_WIRE_CODE = values();

    private final int wireCode;

    OperationKind(int wireCode) {
        this.wireCode = wireCode;
    }

    /** What stands for it on the wire, 1 to {@link #count()}. */
    public int wireCode() {
        return wireCode;
    }

    /** The number of kinds. */
    public static int count() {
        return BY_WIRE_CODE.length;
    }

    /** The kind with that number, 1 to {@link #count()}. */
    public static OperationKind of(int wireCode) {
        return BY_WIRE_CODE[wireCode - 1];
    }
}
