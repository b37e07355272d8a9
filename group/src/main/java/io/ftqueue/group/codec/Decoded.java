package io.ftqueue.group.codec;

import io.ftqueue.group.message.Frame;

/** What a datagram turned out to be. */
public sealed interface Decoded permits Decoded.Ok, Decoded.Malformed {

    /** A frame of this group. */
    record Ok(Frame frame) implements Decoded {}

    /** Nothing that a member of this group sent: to be counted and dropped. */
    record Malformed(Reason reason) implements Decoded {}

    /** Why a datagram is no frame. */
    enum Reason {
        /** Shorter than the shortest frame. */
        TOO_SHORT,
        /** Does not begin with the magic: some other program's. */
        NOT_OURS,
        /** Of a version that this codec does not speak. */
        VERSION,
        /** Of another group. */
        OTHER_GROUP,
        /** The checksum does not fit: damaged on the way. */
        CHECKSUM,
        /** No message has that type. */
        TYPE,
        /** Ends before its message does. */
        TRUNCATED,
        /** Goes on after its message has ended. */
        TRAILING,
        /** A list is longer than such a list can be, or than the rest of the datagram. */
        BAD_COUNT,
        /** A field has a value that it cannot have. */
        BAD_VALUE
    }
}
