package io.ftqueue.storage;

import java.io.IOException;
import java.util.Arrays;

/** Reads the items of one segment in order, and checks everything that was written about them. */
final class SegmentReader {

    /** What comes next in the segment. */
    enum Item {
        RECORD,
        RECEIPT,
        END_OF_SEGMENT,
        /** The file ends here, where an item ends, or there are only zeros from here on. */
        NOTHING,
        /** What is here was not written so; {@link #what()} says what is wrong. */
        BAD
    }

    private static final int SMALL_BODY = 4 << 10;

    private final SectorReader sectors;
    private final ItemHead head;
    private byte[] body = new byte[SMALL_BODY];
    private long place;
    private long nextPlace = SegmentHead.BYTES;
    private long lastIndex;
    private int lastCrc;
    private String what = "";
    private long badBefore;

    /** Reads what lies before a position of a segment whose head is known. */
    SegmentReader(DiskFile file, long end, SegmentHead segment) {
        sectors = new SectorReader(file, end);
        head = new ItemHead(segment.logId());
        lastIndex = segment.firstIndex() - 1;
        lastCrc = segment.previousCrc();
    }

    /** Has the segment end further on. */
    void extend(long end) {
        sectors.extend(end);
    }

    /** Goes to the next item; after something bad, or nothing, it stays there. */
    Item next() throws IOException {
        return next(true);
    }

    /** Goes to the next item, and does not look at its body. */
    Item skip() throws IOException {
        return next(false);
    }

    private Item next(boolean withBody) throws IOException {
        place = nextPlace;
        if (place == sectors.end() || sectors.isZeroFrom(place)) {
            return Item.NOTHING;
        }
        long afterHead = Sectors.advance(place, ItemHead.BYTES);
        SectorReader.Outcome read = sectors.read(place, head.bytes(), 0, ItemHead.BYTES);
        if (read != SectorReader.Outcome.READ || !head.isSound()) {
            return bad(afterHead, wrong("head", read));
        }
        if (head.index() != (head.type() == ItemHead.RECORD ? lastIndex + 1 : lastIndex)) {
            return bad(afterHead, "record " + head.index() + " is where record " + (lastIndex + 1) + " belongs");
        }
        if (head.previousCrc() != lastCrc) {
            return bad(afterHead, "the record does not continue the one before it");
        }
        long afterBody = Sectors.advance(afterHead, head.length() + 1L);
        if (afterBody > sectors.end()) {
            return bad(afterBody, wrong("body", SectorReader.Outcome.PAST_THE_END));
        }
        if (withBody) {
            SectorReader.Outcome ofBody = readBody(afterHead);
            if (ofBody != SectorReader.Outcome.READ || !bodyIsSound()) {
                return bad(afterBody, wrong("body", ofBody));
            }
        }
        nextPlace = afterBody;
        lastIndex = head.index();
        lastCrc = head.crc();
        return switch (head.type()) {
            case ItemHead.RECORD -> Item.RECORD;
            case ItemHead.RECEIPT -> Item.RECEIPT;
            default -> Item.END_OF_SEGMENT;
        };
    }

    private SectorReader.Outcome readBody(long afterHead) throws IOException {
        int length = head.length() + 1;
        if (body.length < length) {
            body = new byte[Math.max(length, body.length * 2)];
        }
        return sectors.read(afterHead, body, 0, length);
    }

    private boolean bodyIsSound() {
        int length = head.length();
        return body[length] == Sectors.CHECK && head.crcOfBody(body, 0, length) == head.bodyCrc();
    }

    private Item bad(long before, String text) {
        badBefore = before;
        what = text;
        return Item.BAD;
    }

    private static String wrong(String part, SectorReader.Outcome outcome) {
        return switch (outcome) {
            case READ -> "the " + part + " of the record has a wrong checksum";
            case PAST_THE_END -> "the " + part + " of the record is cut short";
            case BAD_CHECK_BYTE -> "a sector of the " + part + " of the record does not end as it should";
        };
    }

    /** Whether a crash may have left what is bad here. */
    boolean isUnfinished() throws IOException {
        return sectors.isUnfinished(place, badBefore);
    }

    /** Where the last byte of the file that is not zero ends; not before this place. */
    long endWithoutZeros() throws IOException {
        return sectors.endWithoutZeros(place);
    }

    /**
     * The highest index that any sound head after this place says was synced, 0 if there is no such head. It looks at
     * every byte, as it cannot know where the next item begins.
     */
    long syncedAccordingToWhatFollows() throws IOException {
        long synced = 0;
        byte[] bytes = head.bytes();
        for (long at = place + 1; at + ItemHead.BYTES <= sectors.end(); at++) {
            int type = sectors.byteAt(at);
            if (type >= ItemHead.RECORD
                    && type <= ItemHead.END
                    && at % Sectors.SECTOR != Sectors.SECTOR - 1
                    && sectors.read(at, bytes, 0, ItemHead.BYTES) == SectorReader.Outcome.READ
                    && head.isSound()) {
                synced = Math.max(synced, head.syncedIndex());
            }
        }
        return synced;
    }

    /** Where the item begins. */
    long place() {
        return place;
    }

    /** Where the item after this one begins. */
    long nextPlace() {
        return nextPlace;
    }

    /** The index of the record, or of the last one so far; the one before the segment if there is none. */
    long lastIndex() {
        return lastIndex;
    }

    /** The checksum of the last sound item; of the one before the segment if there is none. */
    int lastCrc() {
        return lastCrc;
    }

    /** What the item says was synced when it was appended. */
    long syncedIndex() {
        return head.syncedIndex();
    }

    /** The kind of the record. */
    int kind() {
        return head.kind();
    }

    /** A copy of the body of the record. */
    byte[] body() {
        return Arrays.copyOf(body, head.length());
    }

    /** What is wrong here. */
    String what() {
        return what;
    }
}
