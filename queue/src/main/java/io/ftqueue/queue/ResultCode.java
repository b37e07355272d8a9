package io.ftqueue.queue;

/** How an operation ended. The wire codes are stable: a code is never given another meaning. */
public enum ResultCode {
    /** It did what it says; number and item are as {@link Operation} tells for each operation. */
    OK(0),
    /** Pop and top: the queue is there and has no item. */
    EMPTY(1),
    /** There is no such queue. */
    NO_QUEUE(2),
    /** The operation is larger than this group can order; it was not executed. */
    TOO_LARGE(3),
    /** The operation was executed long ago and its result is no longer kept. */
    STALE(4),
    /**
     * Pop: two components have executed it while they were apart, with different outcomes, and now that they are one
     * neither counts. What they took is back in the queue; pop again, as another operation.
     */
    CONFLICT(5),
    /** Push and create: the server that was asked has hardly any room left on its disk. It was not executed. */
    NO_ROOM(6),
    /** Ack, nack and extend: the lease is over, or there never was one. The item may be somebody else's by now. */
    LEASE_ENDED(7);

    /** By wire code; codes are dense. */
    private static final ResultCode[] BY_WIRE_CODE = values();

    private final int wireCode;

    ResultCode(int wireCode) {
        this.wireCode = wireCode;
    }

    /** What stands for it on the wire, 0 to {@link #count()} - 1. */
    public int wireCode() {
        return wireCode;
    }

    /** The number of codes. */
    public static int count() {
        return BY_WIRE_CODE.length;
    }

    /** The code with that number, 0 to {@link #count()} - 1. */
    public static ResultCode of(int wireCode) {
        return BY_WIRE_CODE[wireCode];
    }
}
