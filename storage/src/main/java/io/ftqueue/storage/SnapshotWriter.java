package io.ftqueue.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A snapshot in the making. Until it is committed it does not exist. */
public final class SnapshotWriter implements Closeable {

    private static final int BUFFER_BYTES = 64 << 10;

    private final SnapshotStore store;
    private final Disk disk;
    private final DiskFile file;
    private final long index;
    private final Checksum checksum = new Checksum();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private int lastCrc;
    private long end;
    private long pieces;
    private long bytes;
    private boolean closed;

    SnapshotWriter(SnapshotStore store, Disk disk, long id, long index) throws IOException {
        this.store = store;
        this.disk = disk;
        this.index = index;
        byte[] head = SnapshotFormat.head(id, index);
        buffer.put(head);
        lastCrc = SnapshotFormat.crcOf(head);
        file = disk.create(SnapshotFormat.temporaryName(index));
    }

    /** The last record whose effect the snapshot holds. */
    public long index() {
        return index;
    }

    /** How long the pieces are so far, in bytes. */
    public long bytes() {
        return bytes;
    }

    /** Adds a piece; its boundaries are kept. */
    public void add(byte[] piece, int offset, int length) throws IOException {
        put(length, piece, offset, length);
        pieces++;
        bytes += length;
    }

    private void put(int lengthField, byte[] body, int offset, int length) throws IOException {
        lastCrc = checksum.reset()
                .add(lastCrc)
                .add(lengthField)
                .add(body, offset, length)
                .value();
        if (buffer.remaining() < SnapshotFormat.PIECE_HEAD_BYTES) {
            writeBuffer();
        }
        buffer.putInt(lengthField).putInt(lastCrc);
        int from = offset;
        int before = offset + length;
        while (from < before) {
            if (!buffer.hasRemaining()) {
                writeBuffer();
            }
            int some = Math.min(buffer.remaining(), before - from);
            buffer.put(body, from, some);
            from += some;
        }
    }

    private void writeBuffer() throws IOException {
        int length = buffer.position();
        file.writeFully(end, buffer.flip());
        end += length;
        buffer.clear();
    }

    /** Has the snapshot on disk, under its name, when it returns; then drops those that are older than the last two. */
    public void commit() throws IOException {
        put(SnapshotFormat.END, SnapshotFormat.endBody(pieces, bytes), 0, SnapshotFormat.END_BODY_BYTES);
        writeBuffer();
        file.force();
        file.close();
        closed = true;
        disk.rename(SnapshotFormat.temporaryName(index), SnapshotFormat.fileName(index));
        disk.force();
        store.committed(index);
    }

    /** Gives the snapshot up, unless it was committed. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            file.close();
            disk.delete(SnapshotFormat.temporaryName(index));
        }
    }
}
