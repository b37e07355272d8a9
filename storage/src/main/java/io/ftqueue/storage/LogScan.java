package io.ftqueue.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a whole log without changing it, and tells what a crash left unfinished from what is corrupt. */
final class LogScan {

    /**
     * One segment.
     *
     * @param lastIndex the last sound record, the one before the first if there is none
     * @param lastCrc the checksum that the next item has to continue
     * @param soundBytes how long the file is up to where the sound items end
     * @param bytes how long the file is, without zeros that were only put there in advance
     */
    record Segment(SegmentHead head, long lastIndex, int lastCrc, long soundBytes, long bytes) {
        String name() {
            return head.fileName();
        }

        long firstIndex() {
            return head.firstIndex();
        }

        boolean isTorn() {
            return bytes > soundBytes;
        }
    }

    private final Disk disk;
    private final long logId;
    private final List<Segment> segments = new ArrayList<>();
    private long synced;

    private LogScan(Disk disk, long logId, long syncedAtLeast) {
        this.disk = disk;
        this.logId = logId;
        this.synced = syncedAtLeast;
    }

    /**
     * Reads a log.
     *
     * @param syncedAtLeast an index that is known from elsewhere to have been synced
     * @throws CorruptLogException naming the first place that no crash explains
     */
    static LogScan of(Disk disk, long logId, long syncedAtLeast) throws IOException {
        LogScan scan = new LogScan(disk, logId, syncedAtLeast);
        scan.run();
        return scan;
    }

    /** Reads a log to its end, whatever is wrong with it: the first thing wrong of each segment, in their order. */
    static List<CorruptLogException> everythingWrong(Disk disk, long logId, long syncedAtLeast) throws IOException {
        LogScan scan = new LogScan(disk, logId, syncedAtLeast);
        List<CorruptLogException> wrong = new ArrayList<>();
        SegmentHead next = null;
        boolean isLast = true;
        List<String> names = disk.list().stream().filter(SegmentHead::isSegment).toList();
        if (names.isEmpty()) {
            wrong.add(noSegments());
        }
        for (int i = names.size() - 1; i >= 0; i--) {
            SegmentHead here = null;
            try {
                here = scan.readHead(names.get(i));
                scan.check(here, next, isLast);
            } catch (CorruptLogException damaged) {
                wrong.add(0, damaged);
            }
            next = here;
            isLast = false;
        }
        return wrong;
    }

    private void check(SegmentHead head, @Nullable SegmentHead next, boolean isLast) throws IOException {
        if (isLast) {
            synced = Math.max(synced, head.firstIndex() - 1);
            scanLast(head);
        } else if (next != null) {
            scanWhole(head, next);
        } else {
            scanAlone(head);
        }
    }

    /** All segments in order; at least one, and only the last may be torn where its records are. */
    List<Segment> segments() {
        return segments;
    }

    /** The highest index that is known to have been synced. */
    long synced() {
        return synced;
    }

    private void run() throws IOException {
        List<SegmentHead> heads = new ArrayList<>();
        for (String name : disk.list()) {
            if (SegmentHead.isSegment(name)) {
                heads.add(readHead(name));
            }
        }
        if (heads.isEmpty()) {
            throw noSegments();
        }
        for (int i = 0; i + 1 < heads.size(); i++) {
            segments.add(scanWhole(heads.get(i), heads.get(i + 1)));
        }
        SegmentHead last = heads.get(heads.size() - 1);
        synced = Math.max(synced, last.firstIndex() - 1);
        segments.add(scanLast(last));
    }

    private static CorruptLogException noSegments() {
        return new CorruptLogException(new SegmentHead(0, 1, 0).fileName(), 0, 1, "the log has no segments");
    }

    private SegmentHead readHead(String name) throws IOException {
        byte[] bytes = new byte[SegmentHead.BYTES];
        int length = 0;
        try (DiskFile file = disk.open(name)) {
            SectorReader in = new SectorReader(file, file.size());
            while (length < bytes.length && in.byteAt(length) >= 0) {
                bytes[length] = (byte) in.byteAt(length);
                length++;
            }
        }
        SegmentHead head = SegmentHead.decode(name, bytes, length);
        if (head.logId() != logId) {
            throw new CorruptLogException(name, 0, head.firstIndex(), "the segment belongs to another log");
        }
        return head;
    }

    /**
     * A segment that others follow was synced before they were begun, but for the end that was put to it afterwards:
     * only that may be missing or torn.
     */
    private Segment scanWhole(SegmentHead head, SegmentHead next) throws IOException {
        try (DiskFile file = disk.open(head.fileName())) {
            SegmentReader reader = new SegmentReader(file, file.size(), head);
            int crc = reader.lastCrc();
            SegmentReader.Item item = reader.next();
            while (item == SegmentReader.Item.RECORD || item == SegmentReader.Item.RECEIPT) {
                crc = reader.lastCrc();
                item = reader.next();
            }
            boolean continued = next.firstIndex() == reader.lastIndex() + 1 && next.previousCrc() == crc;
            if (item == SegmentReader.Item.BAD && !(continued && reader.isUnfinished())) {
                throw corrupt(head, reader, reader.what());
            }
            if (!continued) {
                throw corrupt(head, reader, "the segment is not continued by " + next.fileName());
            }
            checkNothingFollows(item, head, reader);
            return new Segment(head, reader.lastIndex(), crc, reader.nextPlace(), reader.nextPlace());
        }
    }

    /** A segment whose next one cannot be read, so that nothing tells which is its last record. */
    private void scanAlone(SegmentHead head) throws IOException {
        try (DiskFile file = disk.open(head.fileName())) {
            SegmentReader reader = new SegmentReader(file, file.size(), head);
            SegmentReader.Item item = reader.next();
            while (item == SegmentReader.Item.RECORD || item == SegmentReader.Item.RECEIPT) {
                item = reader.next();
            }
            if (item == SegmentReader.Item.BAD && !reader.isUnfinished()) {
                throw corrupt(head, reader, reader.what());
            }
            checkNothingFollows(item, head, reader);
        }
    }

    private Segment scanLast(SegmentHead head) throws IOException {
        try (DiskFile file = disk.open(head.fileName())) {
            SegmentReader reader = new SegmentReader(file, file.size(), head);
            SegmentReader.Item item = reader.next();
            while (item == SegmentReader.Item.RECORD || item == SegmentReader.Item.RECEIPT) {
                synced = Math.max(synced, reader.syncedIndex());
                item = reader.next();
            }
            long lastIndex = reader.lastIndex();
            if (item == SegmentReader.Item.BAD) {
                String what = reader.what();
                boolean unfinished = reader.isUnfinished();
                if (!unfinished || Math.max(synced, reader.syncedAccordingToWhatFollows()) > lastIndex) {
                    throw corrupt(head, reader, what + (unfinished ? ", though it was synced" : ""));
                }
            } else if (item == SegmentReader.Item.END_OF_SEGMENT) {
                checkNothingFollows(item, head, reader);
                SegmentHead missing = new SegmentHead(logId, lastIndex + 1, 0);
                throw new CorruptLogException(missing.fileName(), 0, lastIndex + 1, "the segment is missing");
            }
            if (synced > lastIndex) {
                throw corrupt(head, reader, "the log ends, though records up to " + synced + " were synced");
            }
            // Zeros behind the last item are room for the next ones.
            long bytes = item == SegmentReader.Item.NOTHING ? reader.nextPlace() : reader.endWithoutZeros();
            return new Segment(head, lastIndex, reader.lastCrc(), reader.nextPlace(), bytes);
        }
    }

    private static void checkNothingFollows(SegmentReader.Item item, SegmentHead head, SegmentReader reader)
            throws IOException {
        if (item == SegmentReader.Item.END_OF_SEGMENT && reader.next() != SegmentReader.Item.NOTHING) {
            throw corrupt(head, reader, "something follows the end of the segment");
        }
    }

    private static CorruptLogException corrupt(SegmentHead head, SegmentReader reader, String what) {
        return new CorruptLogException(head.fileName(), reader.place(), reader.lastIndex() + 1, what);
    }
}
