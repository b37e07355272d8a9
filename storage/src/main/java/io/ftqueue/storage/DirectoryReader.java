package io.ftqueue.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a data directory that no process has open, and changes nothing in it: no byte, no name, no time. While it is
 * open no server can start on the directory.
 */
public final class DirectoryReader implements Closeable {

    private final Disk disk;
    private final @Nullable DirectoryLock lock;
    private final DirectoryReport report;

    private DirectoryReader(Disk disk, @Nullable DirectoryLock lock, DirectoryReport report) {
        this.disk = disk;
        this.lock = lock;
        this.report = report;
    }

    /**
     * Reads and checks every byte of a directory.
     *
     * @throws DirectoryInUseException if a process has it open
     * @throws NewerFormatException if it was made by a newer program
     * @throws CorruptFileException if it is no data directory, or does not say which format it has
     */
    public static DirectoryReader open(Path directory) throws IOException {
        if (Files.notExists(directory.resolve(DirectoryFormat.NAME))) {
            throw new CorruptFileException(DirectoryFormat.NAME, 0, directory + " is not a data directory");
        }
        DirectoryLock lock = DirectoryLock.share(directory);
        try {
            Disk disk = FileDisk.readOnly(directory);
            return new DirectoryReader(disk, lock, DirectoryReport.of(disk));
        } catch (IOException | RuntimeException failed) {
            if (lock != null) {
                lock.close();
            }
            throw failed;
        }
    }

    /** What the directory holds. */
    public DirectoryReport report() {
        return report;
    }

    /**
     * Hands over the records that a start would go on from, in order. To be called only if the report is sound.
     *
     * @throws CorruptFileException if one has been damaged since the report was made
     */
    public <E extends Exception> void read(RecordStore.Taker<E> taker) throws IOException, E {
        if (!report.isSound()) {
            throw new IllegalStateException("a start would take nothing from here");
        }
        long index = report.startsFrom();
        if (index > 0) {
            try (SnapshotReader snapshot = new SnapshotReader(disk, report.id(), index)) {
                for (byte[] record = snapshot.next(); record != null; record = snapshot.next()) {
                    taker.take(record);
                }
            }
        }
        if (report.log() != null) {
            long synced = report.log().syncedIndex();
            for (LogScan.Segment segment : LogScan.of(disk, report.id(), synced).segments()) {
                if (segment.lastIndex() > index) {
                    read(segment, index, taker);
                }
            }
        }
    }

    private <E extends Exception> void read(LogScan.Segment segment, long after, RecordStore.Taker<E> taker)
            throws IOException, E {
        try (DiskFile file = disk.open(segment.name())) {
            SegmentReader reader = new SegmentReader(file, segment.soundBytes(), segment.head());
            while (reader.lastIndex() < segment.lastIndex()) {
                SegmentReader.Item item = reader.lastIndex() < after ? reader.skip() : reader.next();
                if (item == SegmentReader.Item.RECORD && reader.lastIndex() > after) {
                    taker.take(reader.body());
                } else if (item == SegmentReader.Item.BAD || item == SegmentReader.Item.NOTHING) {
                    throw new CorruptLogException(
                            segment.name(), reader.place(), reader.lastIndex() + 1, "the file has changed");
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
