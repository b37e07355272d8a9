package io.ftqueue.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot piece by piece, and checks each before it is returned. Only when the end has been reached is it
 * known that no piece is missing.
 */
public final class SnapshotReader implements Closeable {

    private final DiskFile file;
    private final String name;
    private final long index;
    private final long size;
    private final Checksum checksum = new Checksum();
    private final byte[] pieceHead = new byte[SnapshotFormat.PIECE_HEAD_BYTES];
    private int lastCrc;
    private long position;
    private long pieces;
    private long bytes;
    private boolean ended;

    SnapshotReader(Disk disk, long id, long index) throws IOException {
        this.index = index;
        name = SnapshotFormat.fileName(index);
        file = disk.open(name);
        try {
            size = file.size();
            byte[] expected = SnapshotFormat.head(id, index);
            byte[] head = new byte[SnapshotFormat.HEAD_BYTES];
            read(head, "the head is cut short");
            if (!Arrays.equals(head, expected)) {
                throw new CorruptFileException(name, 0, "the head is not that of this snapshot of this directory");
            }
            lastCrc = SnapshotFormat.crcOf(expected);
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
    }

    /** The last record whose effect the snapshot holds. */
    public long index() {
        return index;
    }

    /** The next piece; null after the last. */
    public byte @Nullable [] next() throws IOException {
        if (ended) {
            return null;
        }
        long at = position;
        read(pieceHead, "the snapshot is cut short");
        int length = ByteBuffer.wrap(pieceHead).getInt();
        boolean end = length == SnapshotFormat.END;
        long bodyBytes = end ? SnapshotFormat.END_BODY_BYTES : length;
        if (bodyBytes < 0 || bodyBytes > size - position) {
            throw new CorruptFileException(name, at, "the piece is longer than the file, or not a piece");
        }
        byte[] body = new byte[(int) bodyBytes];
        read(body, "the piece is cut short");
        lastCrc = checksum.reset()
                .add(lastCrc)
                .add(length)
                .add(body, 0, body.length)
                .value();
        if (lastCrc != ByteBuffer.wrap(pieceHead).getInt(Integer.BYTES)) {
            throw new CorruptFileException(name, at, "the piece has a wrong checksum");
        }
        if (end) {
            checkEnd(at, body);
            return null;
        }
        pieces++;
        bytes += length;
        return body;
    }

    private void checkEnd(long at, byte[] body) throws CorruptFileException {
        if (!Arrays.equals(body, SnapshotFormat.endBody(pieces, bytes))) {
            throw new CorruptFileException(name, at, "the end counts other pieces than there are");
        }
        if (position != size) {
            throw new CorruptFileException(name, position, "something follows the end");
        }
        ended = true;
    }

    private void read(byte[] target, String tooShort) throws IOException {
        long start = position;
        ByteBuffer into = ByteBuffer.wrap(target);
        while (into.hasRemaining()) {
            int read = file.read(position, into);
            if (read <= 0) {
                throw new CorruptFileException(name, start, tooShort);
            }
            position += read;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
