package io.ftqueue.server;

import io.ftqueue.group.replication.Checkpoint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Records on their way to the disk. Used again and again, so that a record costs no object. */
final class RecordBatch {

    private static final int MIN_BYTES = 16 << 10;
    private static final int MIN_RECORDS = 256;

    private byte[] bytes = new byte[MIN_BYTES];
    private int[] ends = new int[MIN_RECORDS];
    private int count;

    /** How many payloads the replica had executed behind the last record. */
    long executedCount;

    /** The state behind the last record, where a snapshot was asked for. */
    @Nullable
    Checkpoint checkpoint;

    void add(byte[] head, int headBytes, byte[] body) {
        int start = bytes();
        int end = Math.addExact(start, headBytes + body.length);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, Math.min(Integer.MAX_VALUE - 8, bytes.length * 2)));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        System.arraycopy(head, 0, bytes, start, headBytes);
        System.arraycopy(body, 0, bytes, start + headBytes, body.length);
        ends[count++] = end;
    }

    boolean isEmpty() {
        return count == 0 && checkpoint == null;
    }

    /** How many records there are. */
    int count() {
        return count;
    }

    /** How long they are together. */
    int bytes() {
        return count == 0 ? 0 : ends[count - 1];
    }

    /** All records, one after the other. */
    byte[] content() {
        return bytes;
    }

    /** Where a record starts in the content. */
    int start(int record) {
        return record == 0 ? 0 : ends[record - 1];
    }

    /** Where a record ends in the content. */
    int end(int record) {
        return ends[record];
    }

    void clear() {
        count = 0;
        checkpoint = null;
    }
}
