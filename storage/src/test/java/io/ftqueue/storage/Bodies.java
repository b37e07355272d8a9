package io.ftqueue.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Bodies of records to append, and whether a log has them. Record 1 is the first of the list. */
final class Bodies {
    static final long LOG_ID = 0x0123_4567_89AB_CDEFL;

    private Bodies() {}

    /** Of any length to 1,500 bytes; some are all zeros, some look like parts of a log. */
    static byte[] any(SplittableRandom random) {
        byte[] body = new byte[random.nextInt(4) == 0 ? random.nextInt(1500) : random.nextInt(120)];
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> lookLikeALog(body, random);
            default -> random.nextBytes(body);
        }
        return body;
    }

    /** Heads as another log would have them, which say that anything was synced. */
    private static void lookLikeALog(byte[] body, SplittableRandom random) {
        ItemHead head = new ItemHead(random.nextLong());
        for (int at = 0; at + ItemHead.BYTES <= body.length; at += ItemHead.OVERHEAD) {
            head.begin(ItemHead.RECORD, 0, body, 0, 0);
            head.complete(1_000_000, 0, random.nextInt());
            System.arraycopy(head.bytes(), 0, body, at, ItemHead.BYTES);
        }
    }

    static int kindOf(long index) {
        return (int) (index * 7 % 256);
    }

    static void append(SegmentedLog log, List<byte[]> bodies, byte[] body) throws IOException {
        bodies.add(body);
        long index = log.append(kindOf(bodies.size()), body, 0, body.length);
        assertThat(index).isEqualTo(bodies.size());
    }

    /** All records of the log are as they were appended, and none up to a synced one is missing. */
    static void check(SegmentedLog log, List<byte[]> bodies, long synced) throws IOException {
        assertThat(log.appendedIndex()).as("the last record").isBetween(synced, (long) bodies.size());
        checkRead(log, bodies, log.firstIndex());
    }

    static void checkRead(SegmentedLog log, List<byte[]> bodies, long from) throws IOException {
        List<Long> wrong = new ArrayList<>();
        long index = from;
        try (LogCursor cursor = log.read(from)) {
            for (LogRecord record = cursor.next(); record != null; record = cursor.next()) {
                boolean same = record.index() == index
                        && record.kind() == kindOf(index)
                        && Arrays.equals(record.body(), bodies.get((int) index - 1));
                if (!same) {
                    wrong.add(index);
                }
                index++;
            }
        }
        assertThat(wrong).as("records that were not written so").isEmpty();
        assertThat(index - 1).as("the last record read").isEqualTo(log.writtenIndex());
    }
}
