package io.ftqueue.group.codec;

import org.jspecify.annotations.Nullable;

/** The type byte of a frame. A code, once given, keeps its meaning for ever. */
enum MessageType {
    DATA(1),
    SLOT_ASSIGNMENT(2),
    NAK(3),
    ACK(4),
    HEARTBEAT(5),
    JOIN(6),
    PROPOSE(7),
    ACCEPT(8),
    PLAN(9),
    RECOVERED(10),
    INSTALL(11),
    STATE_REQUEST(12),
    STATE_CHUNK(13);

    private static final @Nullable MessageType[] BY_CODE = new MessageType[256];

    static {
        for (MessageType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    final int code;

    MessageType(int code) {
        this.code = code;
    }

    static @Nullable MessageType of(int code) {
        return BY_CODE[code & 0xff];
    }
}
