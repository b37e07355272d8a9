package io.ftqueue.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the item bytes of a segment and checks the bytes between them. */
final class SectorReader {

    /** What came of reading. */
    enum Outcome {
        READ,
        PAST_THE_END,
        BAD_CHECK_BYTE
    }

    private static final int LEAST_WINDOW = 4 << 10;
    private static final int MOST_WINDOW = 64 << 10;

    private final DiskFile file;
    private long end;
    private final byte[] window;
    private long windowStart;
    private int windowLength;

    /** Reads what lies before a position of a file. */
    SectorReader(DiskFile file, long end) {
        this.file = file;
        this.end = end;
        window = new byte[(int) Math.max(LEAST_WINDOW, Math.min(MOST_WINDOW, end))];
    }

    /** Has the file end further on. */
    void extend(long newEnd) {
        end = newEnd;
    }

    /** The position after the last byte. */
    long end() {
        return end;
    }

    /** Reads item bytes from a place on. */
    Outcome read(long place, byte[] target, int offset, int length) throws IOException {
        long at = place;
        int done = 0;
        while (done < length) {
            int room = Sectors.SECTOR - 1 - (int) (at % Sectors.SECTOR);
            int some = Math.min(room, length - done);
            if (!copy(at, target, offset + done, some)) {
                return Outcome.PAST_THE_END;
            }
            done += some;
            at += some;
            if (some == room) {
                int check = byteAt(at);
                if (check < 0) {
                    return Outcome.PAST_THE_END;
                }
                if ((byte) check != Sectors.CHECK) {
                    return Outcome.BAD_CHECK_BYTE;
                }
                at++;
            }
        }
        return Outcome.READ;
    }

    /** Whether a crash may have left an extent like this: a sector of it does not end as everything written ends. */
    boolean isUnfinished(long from, long before) throws IOException {
        if (before > end) {
            return true;
        }
        for (long sector = from / Sectors.SECTOR; sector * Sectors.SECTOR < before; sector++) {
            long last = Math.min(before, (sector + 1) * Sectors.SECTOR) - 1;
            if (byteAt(last) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Where the last byte ends, from a position on, that is not zero. */
    long endWithoutZeros(long from) throws IOException {
        long last = from;
        for (long at = from; at < end; at++) {
            if (byteAt(at) != 0) {
                last = at + 1;
            }
        }
        return last;
    }

    /** Whether there is nothing but zeros from a position on. */
    boolean isZeroFrom(long position) throws IOException {
        long at = position;
        while (at < end && byteAt(at) == 0) {
            at++;
        }
        return at == end;
    }

    /** The byte at a position, -1 past the end. */
    int byteAt(long position) throws IOException {
        return fill(position) ? window[(int) (position - windowStart)] & 0xFF : -1;
    }

    private boolean copy(long position, byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (!fill(position + done)) {
                return false;
            }
            int from = (int) (position + done - windowStart);
            int some = Math.min(length - done, windowLength - from);
            System.arraycopy(window, from, target, offset + done, some);
            done += some;
        }
        return true;
    }

    /** Has the byte at a position in the window; false past the end. */
    private boolean fill(long position) throws IOException {
        if (position >= windowStart && position < windowStart + windowLength) {
            return true;
        }
        if (position >= end) {
            return false;
        }
        ByteBuffer target = ByteBuffer.wrap(window);
        target.limit((int) Math.min(window.length, end - position));
        windowStart = position;
        windowLength = 0;
        int read = file.read(position, target);
        windowLength = Math.max(0, read);
        return windowLength > 0;
    }
}
