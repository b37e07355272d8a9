package io.ftqueue.storage;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a log record by record, and checks each again. It belongs to the thread of its log. */
public final class LogCursor implements Closeable {

    private final SegmentedLog log;
    private final Disk disk;
    private long nextIndex;
    private @Nullable SegmentHead segment;
    private @Nullable DiskFile file;
    private @Nullable SegmentReader reader;

    LogCursor(SegmentedLog log, Disk disk, long index) {
        this.log = log;
        this.disk = disk;
        this.nextIndex = index;
    }

    /** The index of the record that {@link #next()} returns. */
    public long nextIndex() {
        return nextIndex;
    }

    /**
     * The next record; null if no more are written yet.
     *
     * @throws CorruptLogException if it has been damaged since the log was opened
     */
    public @Nullable LogRecord next() throws IOException {
        while (nextIndex <= log.writtenIndex()) {
            SegmentReader in = reader();
            SegmentReader.Item item = in.lastIndex() + 1 < nextIndex ? in.skip() : in.next();
            switch (item) {
                case RECORD -> {
                    if (in.lastIndex() == nextIndex) {
                        return new LogRecord(nextIndex++, in.kind(), in.body());
                    }
                }
                case RECEIPT -> {}
                case NOTHING, END_OF_SEGMENT -> close();
                case BAD ->
                    throw new CorruptLogException(
                            log.segmentOf(nextIndex).fileName(), in.place(), in.lastIndex() + 1, in.what());
            }
        }
        return null;
    }

    private SegmentReader reader() throws IOException {
        if (reader == null || segment == null) {
            segment = log.segmentOf(nextIndex);
            file = disk.open(segment.fileName());
            reader = new SegmentReader(file, log.endOf(segment), segment);
        }
        reader.extend(log.endOf(segment));
        return reader;
    }

    @Override
    public void close() throws IOException {
        segment = null;
        reader = null;
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
