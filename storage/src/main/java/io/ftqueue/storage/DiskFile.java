package io.ftqueue.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. Positions and sizes are in bytes, from 0. */
public interface DiskFile extends Closeable {

    /** Reads from a position into what remains of the buffer; the number of bytes read, -1 at the end of the file. */
    int read(long position, ByteBuffer target) throws IOException;

    /** Writes some of what remains of the buffer, which may be less than all; the number of bytes written. */
    int write(long position, ByteBuffer source) throws IOException;

    /** Writes all that remains of the buffer. When it throws, any part may have been written. */
    default void writeFully(long position, ByteBuffer source) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            int written = write(at, source);
            if (written <= 0) {
                throw new IOException("the disk took none of " + source.remaining() + " bytes");
            }
            at += written;
        }
    }

    /** How long the file is. */
    long size() throws IOException;

    /** Cuts the file off; does nothing if it is no longer than that. */
    void truncate(long size) throws IOException;

    /**
     * Returns when everything written is on disk. When it throws, nothing written since the last time it returned may
     * ever get there, whatever a second call says: the kernel has forgotten that it was still to be written.
     */
    void force() throws IOException;
}
