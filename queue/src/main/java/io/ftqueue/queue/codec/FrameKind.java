package io.ftqueue.queue.codec;

/** The kinds of client frames. The wire codes are stable. */
public enum FrameKind {
    /** {@link ClientFrame.Request}. */
    REQUEST(1),
    /** {@link ClientFrame.Reply}. */
    REPLY(2),
    /** {@link ClientFrame.Busy}. */
    BUSY(3),
    /** {@link ClientFrame.Discover}. */
    DISCOVER(4),
    /** {@link ClientFrame.Welcome}. */
    WELCOME(5),
    /** {@link ClientFrame.StatusRequest}. */
    STATUS_REQUEST(6),
    /** {@link ClientFrame.StatusReply}. */
    STATUS_REPLY(7),
    /** {@link ClientFrame.ControlRequest}. */
    CONTROL_REQUEST(8),
    /** {@link ClientFrame.ControlReply}. */
    CONTROL_REPLY(9),
    /** {@link ClientFrame.Wait}. */
    WAIT(10),
    /** {@link ClientFrame.Notice}. */
    NOTICE(11);

    private static final FrameKind[] BY_WIRE_CODE = values();

    private final int wireCode;

    FrameKind(int wireCode) {
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
    public static FrameKind of(int wireCode) {
        return BY_WIRE_CODE[wireCode - 1];
    }
}
