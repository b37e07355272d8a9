package io.ftqueue.storage;

import java.io.Closeable;
import java.io.IOException;

/**
 * What a server knows, as one row of records: those that its snapshot consists of, and those that the log holds after
 * it. Says when it is time for another snapshot: when as much has been appended as the last one was long, so that what
 * a start reads, and what is on disk, stays within some times the state. Not for more than one thread.
 */
public final class RecordStore implements Closeable {

    private static final int KIND = 0;

    private final DataDirectory directory;
    private final long leastBytes;
    private long appendedBytes;
    private long snapshotBytes;
    private boolean snapshotUnderWay;

    /** Takes a record. */
    public interface Taker<E extends Exception> {
        /** Takes the next record. */
        void take(byte[] record) throws E;
    }

    /**
     * The records of an open directory.
     *
     * @param leastBytes so many bytes are appended, at least, before another snapshot is due
     */
    public RecordStore(DataDirectory directory, long leastBytes) {
        this.directory = directory;
        this.leastBytes = leastBytes;
    }

    /**
     * Hands over all records that there were when the directory was opened; to be called once, before any is appended.
     *
     * @throws CorruptFileException if one has been damaged since then
     */
    public <E extends Exception> void read(Taker<E> taker) throws IOException, E {
        long index = directory.snapshotIndex();
        if (index > 0) {
            try (SnapshotReader snapshot = directory.snapshots().read(index)) {
                for (byte[] record = snapshot.next(); record != null; record = snapshot.next()) {
                    snapshotBytes += record.length;
                    taker.take(record);
                }
            }
        }
        try (LogCursor log = directory.log().read(index + 1)) {
            for (LogRecord record = log.next(); record != null; record = log.next()) {
                appendedBytes += record.body().length;
                taker.take(record.body());
            }
        }
    }

    /** Whether there is neither a snapshot nor a record in the log. */
    public boolean isEmpty() {
        return directory.snapshotIndex() == 0 && directory.log().appendedIndex() == 0;
    }

    /** Appends a record, to be written by {@link #sync}; its index, counted from 1. */
    public long append(byte[] bytes, int offset, int length) throws IOException {
        appendedBytes += length;
        return directory.log().append(KIND, bytes, offset, length);
    }

    /** The last record that was appended; 0 if there has never been one. */
    public long appendedIndex() {
        return directory.log().appendedIndex();
    }

    /**
     * Hands all that was appended to the disk, without waiting until it is there for good.
     *
     * @throws DiskFullException if there was no room; everything is kept, and it may be called again
     */
    public void write() throws IOException {
        directory.log().write();
    }

    /** Returns when all that was written is on disk. */
    public void sync() throws IOException {
        directory.log().sync();
    }

    /** Notes in the log what of it is synced: worth it when nothing will be appended for a while. */
    public void rest() throws IOException {
        directory.log().addReceipt();
        write();
        sync();
    }

    /** Whether enough was appended for another snapshot, and none is being made. */
    public boolean snapshotIsDue() {
        return !snapshotUnderWay && appendedBytes >= Math.max(leastBytes, snapshotBytes);
    }

    /** No snapshot can be made now: it is due again when as much has been appended. */
    public void postponeSnapshot() {
        appendedBytes = 0;
    }

    /**
     * Begins a snapshot. Another thread may fill and commit it; then {@link #endSnapshot} is to be called.
     *
     * @param index the last record whose effect it will hold; synced
     */
    public SnapshotWriter beginSnapshot(long index) throws IOException {
        SnapshotWriter writer = directory.beginSnapshot(index);
        snapshotUnderWay = true;
        appendedBytes = 0;
        return writer;
    }

    /** A snapshot was committed, or given up: drops what it makes superfluous. */
    public void endSnapshot(SnapshotWriter writer) throws IOException {
        snapshotUnderWay = false;
        snapshotBytes = writer.bytes();
        directory.dropWhatSnapshotsHold();
    }

    /** Whether there is less room than the reserve. */
    public boolean isShortOfRoom() throws IOException {
        return directory.isShortOfRoom();
    }

    /** Writes and syncs what was appended, and gives the directory back. */
    @Override
    public void close() throws IOException {
        directory.close();
    }
}
