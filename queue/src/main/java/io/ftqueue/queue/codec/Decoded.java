package io.ftqueue.queue.codec;

/** What decoding a datagram came to. */
public sealed interface Decoded permits Decoded.Ok, Decoded.Malformed {

    /**
     * It holds a frame.
     *
     * @param frame the frame
     */
    record Ok(ClientFrame frame) implements Decoded {}

    /**
     * It does not hold a frame.
     *
     * @param reason the first thing that is wrong with it
     */
    record Malformed(Reason reason) implements Decoded {}

    /** What can be wrong with a datagram. */
    enum Reason {
        /** It does not start as a native client frame does. */
        FOREIGN,
        /** It is of another version of the protocol. */
        VERSION,
        /** It ends before it is complete. */
        TRUNCATED,
        /** Bytes are left over. */
        TRAILING,
        /** Its checksum is wrong. */
        CHECKSUM,
        /** It is of no known kind. */
        KIND,
        /** A number in it is outside its range. */
        RANGE,
        /** It holds an operation of no known kind, or one whose label or item is too long. */
        OPERATION,
        /** A text in it is no UTF-8. */
        TEXT
    }
}
