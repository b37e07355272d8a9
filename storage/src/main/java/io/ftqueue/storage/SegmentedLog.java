package io.ftqueue.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of records in segments, as docs/storage.md describes it. Records are appended to a buffer, written
 * together and synced together:
 *
 * <pre>firstIndex - 1 ≤ syncedIndex ≤ writtenIndex ≤ appendedIndex</pre>
 *
 * <p>What was synced is there after any crash, or the log refuses to open and names what is missing. What was not
 * synced may be there or not, but never a record without those before it. Not for more than one thread.
 *
 * <p>When the disk is full, {@link #write()} throws {@link DiskFullException} and keeps everything; it may be called
 * again when there is room. After any other failure the log refuses everything, for good: what is on disk is not known
 * until the log has been opened anew.
 */
public final class SegmentedLog implements Closeable {

    /** The longest body of a record, in bytes. */
    public static final int MAX_BODY = 1 << 28;

    private static final int LEAST_BUFFER_BYTES = 8 << 10;
    private static final int COPIED_AT_ONCE = 64 << 10;
    private static final byte[] NO_BODY = new byte[0];
    private static final byte[] CHECK = {Sectors.CHECK};

    /** A segment that is not written to any more, and where its records end. */
    private record Extent(SegmentHead head, long end) {}

    private final Disk disk;
    private final LogConfig config;
    private final ItemHead head;
    private final List<Extent> ended = new ArrayList<>();
    private final LogSummary found;
    private SegmentHead segment;
    private DiskFile file;

    /** Where the buffer goes in the file. */
    private long end;

    /** There are zeros from {@code end} up to here. */
    private long zeroedUpTo;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
    private ByteBuffer zeros = ByteBuffer.allocateDirect(0);
    private int lastCrc;
    private long appendedIndex;
    private long writtenIndex;
    private long syncedIndex;

    /** Invariant: at most {@code syncedIndex}. The last item appended says this, or one before it does. */
    private long statedIndex;

    private boolean forceIsDue;
    private @Nullable IOException failure;

    private SegmentedLog(Disk disk, LogConfig config, LogScan scan, DiskFile file) {
        this.disk = disk;
        this.config = config;
        this.file = file;
        LogScan.Segment last = scan.segments().get(scan.segments().size() - 1);
        for (LogScan.Segment each : scan.segments().subList(0, scan.segments().size() - 1)) {
            ended.add(new Extent(each.head(), each.soundBytes()));
        }
        found = LogSummary.of(scan);
        segment = last.head();
        head = new ItemHead(segment.logId());
        end = last.soundBytes();
        zeroedUpTo = end;
        lastCrc = last.lastCrc();
        appendedIndex = last.lastIndex();
        writtenIndex = last.lastIndex();
        syncedIndex = last.lastIndex();
        statedIndex = scan.synced();
    }

    /**
     * Makes an empty log on a disk that has none; it is on disk when this returns.
     *
     * @param logId tells its segments and records from those of other logs, and from bytes that look like records: to
     *     be drawn by chance and kept secret
     */
    public static void create(Disk disk, long logId) throws IOException {
        createSegment(disk, new SegmentHead(logId, 1, 0)).close();
    }

    /** Reads a log that is not open, and checks everything in it, without changing anything. */
    public static LogSummary inspect(Disk disk, long logId, long syncedAtLeast) throws IOException {
        return LogSummary.of(LogScan.of(disk, logId, syncedAtLeast));
    }

    /**
     * Opens a log and cuts off what a crash left unfinished. All records that are found are synced then.
     *
     * @param logId what it was created with
     * @param syncedAtLeast an index that is known from elsewhere, such as a snapshot, to have been synced; else 0
     * @throws CorruptLogException if a record cannot be read that may have been synced; nothing has been changed then
     */
    public static SegmentedLog open(Disk disk, LogConfig config, long logId, long syncedAtLeast) throws IOException {
        disk.force();
        LogScan scan = LogScan.of(disk, logId, syncedAtLeast);
        for (String name : disk.list()) {
            if (SegmentHead.isTemporary(name)) {
                disk.delete(name);
            }
        }
        LogScan.Segment last = scan.segments().get(scan.segments().size() - 1);
        DiskFile file = disk.open(last.name());
        try {
            repair(file, last, scan.synced());
            SegmentedLog log = new SegmentedLog(disk, config, scan, file);
            log.addReceipt();
            return log;
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    /**
     * Cuts the segment off where its sound items end, and writes the items again, receipts included, that come after
     * the last record known to be synced. To force them would not do: what can be read may be in memory only, left
     * there by a process whose force failed.
     */
    private static void repair(DiskFile file, LogScan.Segment last, long synced) throws IOException {
        if (last.isTorn()) {
            file.truncate(last.soundBytes());
        }
        SegmentReader reader = new SegmentReader(file, last.soundBytes(), last.head());
        while (reader.lastIndex() < synced) {
            reader.skip();
        }
        writeAgain(file, reader.nextPlace(), last.soundBytes());
        if (last.isTorn() || reader.nextPlace() < last.soundBytes()) {
            file.force();
        }
    }

    private static void writeAgain(DiskFile file, long from, long before) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(COPIED_AT_ONCE, before - from));
        long at = from;
        while (at < before) {
            bytes.clear().limit((int) Math.min(bytes.capacity(), before - at));
            int read = file.read(at, bytes);
            if (read <= 0) {
                throw new IOException("the file has become shorter");
            }
            file.writeFully(at, bytes.flip());
            at += read;
        }
    }

    /** What was found when the log was opened. */
    public LogSummary found() {
        return found;
    }

    /** The first record there is; one more than {@link #appendedIndex()} if there is none. */
    public long firstIndex() {
        return ended.isEmpty() ? segment.firstIndex() : ended.get(0).head().firstIndex();
    }

    /** The last record that was appended, 0 if there has never been one. */
    public long appendedIndex() {
        return appendedIndex;
    }

    /** The last record that was handed to the file, and can be read. */
    public long writtenIndex() {
        return writtenIndex;
    }

    /** The last record that is on disk. */
    public long syncedIndex() {
        return syncedIndex;
    }

    /** How many bytes are appended and not written. */
    public int bufferedBytes() {
        return buffer.position();
    }

    /** How long the segments are together, in bytes. */
    public long bytes() {
        long bytes = end;
        for (Extent each : ended) {
            bytes += each.end();
        }
        return bytes;
    }

    /**
     * Appends a record to what will be written next.
     *
     * @param kind anything from 0 to 255
     * @param length at most {@link #MAX_BODY}
     * @return the index of the record
     */
    public long append(int kind, byte[] body, int offset, int length) throws IOException {
        checkWorks();
        Objects.checkFromIndexSize(offset, length, body.length);
        if (kind < 0 || kind > 255 || length > MAX_BODY) {
            throw new IllegalArgumentException("a record of kind " + kind + " with " + length + " bytes");
        }
        appendedIndex++;
        put(ItemHead.RECORD, kind, body, offset, length);
        return appendedIndex;
    }

    /**
     * Appends a receipt of what is synced, if nothing appended since tells. It lets the next open tell a record that
     * was damaged from one that was never finished, so it is worth writing before the log is left alone for a while.
     */
    public void addReceipt() throws IOException {
        checkWorks();
        if (statedIndex < syncedIndex) {
            put(ItemHead.RECEIPT, 0, NO_BODY, 0, 0);
        }
    }

    private void put(byte type, int kind, byte[] body, int offset, int length) {
        makeRoom(Sectors.atMost(ItemHead.OVERHEAD + length));
        head.begin(type, kind, body, offset, length);
        head.complete(appendedIndex, Math.toIntExact(appendedIndex - syncedIndex), lastCrc);
        Sectors.put(buffer, end, head.bytes(), 0, ItemHead.BYTES);
        Sectors.put(buffer, end, body, offset, length);
        Sectors.put(buffer, end, CHECK, 0, CHECK.length);
        lastCrc = head.crc();
        statedIndex = syncedIndex;
    }

    private void makeRoom(int bytes) {
        if (buffer.remaining() < bytes) {
            int needed = Math.addExact(buffer.position(), bytes);
            long capacity = Math.max(LEAST_BUFFER_BYTES, buffer.capacity());
            while (capacity < needed) {
                capacity *= 2;
            }
            buffer = ByteBuffer.allocateDirect((int) Math.min(capacity, Integer.MAX_VALUE))
                    .put(buffer.flip());
        }
    }

    /**
     * Hands everything appended to the file. When that fills the segment, it is synced too and the next one begun.
     *
     * @throws DiskFullException if there was no room; it may be called again
     */
    public void write() throws IOException {
        checkWorks();
        writeAppended();
        if (end >= config.segmentBytes() && writtenIndex >= segment.firstIndex()) {
            beginNextSegment();
        }
    }

    private void writeAppended() throws IOException {
        if (buffer.position() > 0) {
            writeBuffer();
            writtenIndex = appendedIndex;
        }
    }

    private void writeBuffer() throws IOException {
        int length = buffer.position();
        buffer.flip();
        try {
            file.writeFully(end, buffer);
        } catch (DiskFullException full) {
            buffer.clear().position(length);
            throw full;
        } catch (IOException failed) {
            throw fail(failed);
        }
        buffer.clear();
        end += length;
        forceIsDue = true;
        putZeros();
    }

    /** Where there is no room for them the log does without. */
    private void putZeros() throws IOException {
        if (config.zeroedBytes() == 0 || end < zeroedUpTo) {
            return;
        }
        int count = (int) Math.max(0, Math.min(config.zeroedBytes(), config.segmentBytes() - end));
        if (zeros.capacity() == 0) {
            zeros = ByteBuffer.allocateDirect(config.zeroedBytes());
        }
        zeros.clear().limit(count);
        try {
            file.writeFully(end, zeros);
            zeroedUpTo = end + count;
        } catch (DiskFullException full) {
            takeZerosAway();
        } catch (IOException failed) {
            throw fail(failed);
        }
    }

    private void takeZerosAway() throws IOException {
        try {
            file.truncate(end);
        } catch (IOException failed) {
            throw fail(failed);
        }
        zeroedUpTo = end;
        forceIsDue = true;
    }

    /** Returns when everything written is on disk. */
    public void sync() throws IOException {
        checkWorks();
        if (forceIsDue) {
            try {
                file.force();
            } catch (IOException failed) {
                throw fail(failed);
            }
            forceIsDue = false;
        }
        syncedIndex = writtenIndex;
    }

    /**
     * The next segment is on disk, with its name, before the end is put to this one. The end is there to tell a log
     * that stops here from one whose last file has gone; it may be missing, so it does not matter if there is no room
     * for it.
     */
    private void beginNextSegment() throws IOException {
        sync();
        SegmentHead next = new SegmentHead(segment.logId(), writtenIndex + 1, lastCrc);
        DiskFile nextFile;
        try {
            nextFile = createSegment(disk, next);
        } catch (DiskFullException full) {
            throw full;
        } catch (IOException failed) {
            throw fail(failed);
        }
        long endOfRecords = end;
        put(ItemHead.END, 0, NO_BODY, 0, 0);
        try {
            writeBuffer();
            takeZerosAway();
            sync();
        } catch (DiskFullException full) {
            buffer.clear();
        }
        file.close();
        ended.add(new Extent(segment, endOfRecords));
        segment = next;
        file = nextFile;
        end = SegmentHead.BYTES;
        zeroedUpTo = end;
        lastCrc = next.previousCrc();
        forceIsDue = false;
    }

    private static DiskFile createSegment(Disk disk, SegmentHead head) throws IOException {
        DiskFile file = disk.create(head.temporaryName());
        try {
            file.writeFully(0, ByteBuffer.wrap(head.encoded()));
            file.force();
            disk.rename(head.temporaryName(), head.fileName());
            disk.force();
            return file;
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
    }

    /**
     * Deletes the segments that hold only records below an index. The segment that is written to always stays.
     */
    public void dropBefore(long index) throws IOException {
        checkWorks();
        while (!ended.isEmpty() && indexAfter(0) <= index) {
            try {
                disk.delete(ended.get(0).head().fileName());
                // One after the other, as a crash may undo any of those that are not forced.
                disk.force();
            } catch (IOException failed) {
                throw fail(failed);
            }
            ended.remove(0);
        }
    }

    private long indexAfter(int number) {
        return headOf(number + 1).firstIndex();
    }

    /**
     * Reads what is written, from a record on.
     *
     * @param index from {@link #firstIndex()} to one more than {@link #writtenIndex()}
     */
    public LogCursor read(long index) {
        if (index < firstIndex() || index > writtenIndex + 1) {
            throw new IllegalArgumentException(
                    "record " + index + " of a log from " + firstIndex() + " to " + writtenIndex);
        }
        return new LogCursor(this, disk, index);
    }

    /** The head of the segment that holds a record which is written. */
    SegmentHead segmentOf(long index) {
        int number = ended.size();
        while (number > 0 && headOf(number).firstIndex() > index) {
            number--;
        }
        if (headOf(number).firstIndex() > index) {
            throw new IllegalStateException("record " + index + " has been dropped");
        }
        return headOf(number);
    }

    /** Where the records of a segment end that were written so far, in bytes from the start of its file. */
    long endOf(SegmentHead wanted) {
        if (wanted.equals(segment)) {
            return end;
        }
        for (Extent each : ended) {
            if (each.head().equals(wanted)) {
                return each.end();
            }
        }
        throw new IllegalStateException(wanted.fileName() + " has been dropped");
    }

    private SegmentHead headOf(int number) {
        return number == ended.size() ? segment : ended.get(number).head();
    }

    /**
     * Writes and syncs what is appended, puts a receipt behind it if there is room, and closes; after a failure it only
     * closes.
     */
    @Override
    public void close() throws IOException {
        try {
            if (failure == null) {
                if (appendedIndex > writtenIndex) {
                    writeAppended();
                }
                sync();
                closeWithReceipt();
            }
        } finally {
            abandon();
        }
    }

    private void closeWithReceipt() throws IOException {
        addReceipt();
        try {
            writeAppended();
            takeZerosAway();
            sync();
        } catch (DiskFullException full) {
            // Without the receipt the next open has to write the last records again.
            buffer.clear();
        }
    }

    /** Closes, and leaves what is not written. */
    void abandon() throws IOException {
        failure = failure == null ? new IOException("the log is closed") : failure;
        file.close();
    }

    private IOException fail(IOException failed) {
        failure = failed;
        return failed;
    }

    private void checkWorks() throws IOException {
        if (failure != null) {
            throw new DiskFailedException(failure);
        }
    }
}
