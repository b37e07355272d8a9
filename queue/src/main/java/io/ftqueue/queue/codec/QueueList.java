package io.ftqueue.queue.codec;

import io.ftqueue.queue.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Queues as one row of bytes: of each its id, size and leases (8 bytes each), its label's length (2) and its label. */
public final class QueueList {

    private static final int FIXED_BYTES = 3 * Long.BYTES + Short.BYTES;

    private final ByteWriter out = new ByteWriter(256);

    /**
     * A queue.
     *
     * @param id the lowest id that names it
     * @param label its label; not to be changed
     * @param size how many items it has, without those that are out under a lease
     * @param leased how many of its items are out
     */
    public record Entry(long id, byte[] label, long size, long leased) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry that
                    && id == that.id
                    && size == that.size
                    && leased == that.leased
                    && Arrays.equals(label, that.label);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(id) + Arrays.hashCode(label);
        }
    }

    /** Adds a queue if there is room for it; tells whether it was added. */
    public boolean add(long id, byte[] label, long size, long leased) {
        if (out.length() + FIXED_BYTES + label.length > Operation.LIST_BYTES) {
            return false;
        }
        out.writeLong(id);
        out.writeLong(size);
        out.writeLong(leased);
        out.writeShortBytes(label);
        return true;
    }

    /** The queues that were added. */
    public byte[] toBytes() {
        return out.toBytes();
    }

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static List<Entry> read(byte[] bytes) {
        var in = new ByteReader(bytes, 0, bytes.length);
        var queues = new ArrayList<Entry>();
        while (in.isGood() && in.remaining() > 0) {
            long id = in.readLong();
            long size = in.readLong();
            long leased = in.readLong();
            queues.add(new Entry(id, in.readShortBytes(Operation.MAX_LABEL_BYTES), size, leased));
        }
        if (!in.isGood()) {
            throw new IllegalArgumentException("no list of queues: " + in.reason());
        }
        return queues;
    }
}
