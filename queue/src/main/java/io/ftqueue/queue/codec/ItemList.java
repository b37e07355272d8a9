package io.ftqueue.queue.codec;

import io.ftqueue.queue.Operation;
import java.util.ArrayList;
import java.util.List;

/** Items as one row of bytes: of each its length (2 bytes) and its bytes. */
public final class ItemList {

    private final ByteWriter out = new ByteWriter(256);

    /** Adds an item if there is room for it, or if it is the first; tells whether it was added. */
    public boolean add(byte[] item) {
        boolean fits = out.length() == 0 || out.length() + Short.BYTES + item.length <= Operation.LIST_BYTES;
        if (fits) {
            out.writeShortBytes(item);
        }
        return fits;
    }

    /** The items that were added. */
    public byte[] toBytes() {
        return out.toBytes();
    }

    /**
     * Reads a list.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static List<byte[]> read(byte[] bytes) {
        var in = new ByteReader(bytes, 0, bytes.length);
        var items = new ArrayList<byte[]>();
        while (in.isGood() && in.remaining() > 0) {
            items.add(in.readShortBytes(Operation.MAX_ITEM_BYTES));
        }
        if (!in.isGood()) {
            throw new IllegalArgumentException("no list of items: " + in.reason());
        }
        return items;
    }
}
