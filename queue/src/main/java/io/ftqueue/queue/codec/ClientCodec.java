package io.ftqueue.queue.codec;

import java.nio.ByteBuffer;

/**
 * Client frames to bytes and back. The encoding is canonical: whatever decodes is, encoded again, the same bytes.
 */
public final class ClientCodec {

    private ClientCodec() {}

    /** Whether the datagram starts as a native client frame does. */
    public static boolean isNative(byte[] datagram) {
        throw new UnsupportedOperationException();
    }

    /**
     * The bytes of a frame.
     *
     * @throws IllegalArgumentException if they are more than {@link ClientFrame#MAX_DATAGRAM_BYTES}
     */
    public static byte[] encode(ClientFrame frame) {
        throw new UnsupportedOperationException();
    }

    /** The frame in the bytes; never throws. */
    public static Decoded decode(byte[] datagram) {
        throw new UnsupportedOperationException();
    }

    /** The frame in the buffer's remaining bytes, which are consumed; never throws. */
    public static Decoded decode(ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        return decode(bytes);
    }
}
