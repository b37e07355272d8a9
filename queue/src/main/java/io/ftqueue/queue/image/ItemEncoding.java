package io.ftqueue.queue.image;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Dot;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.codec.ByteReader;
import io.ftqueue.queue.codec.ByteWriter;
import io.ftqueue.queue.codec.Decoded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items as bytes, each told by its difference from the one before: neighbours mostly are of one client, one slot and
 * one configuration.
 */
final class ItemEncoding {

    private static final int SAME_CLIENT = 1;
    private static final int NEXT_NUMBER = 2;
    private static final int SAME_CONFIGURATION = 4;
    private static final int SAME_SLOT = 8;
    private static final int NEXT_OPERATION = 16;
    private static final int OTHER_PLACES = 32;

    /** The fewest bytes of a dot; a place has more. */
    private static final int DOT_BYTES = 12;

    private final ConfigurationTable configurations;
    private @Nullable Item last;

    ItemEncoding(ConfigurationTable configurations) {
        this.configurations = configurations;
    }

    /** The next item follows no other. */
    void reset() {
        last = null;
    }

    /** Appends an item, whose configurations have been defined. */
    void write(ByteWriter out, Item item) {
        Item before = last;
        int flags = item.otherPlaces() == null ? 0 : OTHER_PLACES;
        if (before != null) {
            boolean sameConfiguration = item.configuration().equals(before.configuration());
            boolean sameSlot = sameConfiguration
                    && item.slot() == before.slot()
                    && item.timestampMicros() == before.timestampMicros();
            flags |= item.idHigh() == before.idHigh() ? SAME_CLIENT : 0;
            flags |= item.idLow() == before.idLow() + 1 ? NEXT_NUMBER : 0;
            flags |= sameConfiguration ? SAME_CONFIGURATION : 0;
            flags |= sameSlot ? SAME_SLOT : 0;
            flags |= sameSlot && item.index() == before.index() && item.operation() == before.operation() + 1
                    ? NEXT_OPERATION
                    : 0;
        }
        out.writeByte(flags);
        if ((flags & SAME_CLIENT) == 0) {
            out.writeLong(item.idHigh());
        }
        if ((flags & NEXT_NUMBER) == 0) {
            out.writeLong(item.idLow());
        }
        if ((flags & SAME_CONFIGURATION) == 0) {
            configurations.writeReference(out, item.configuration());
        }
        if ((flags & SAME_SLOT) == 0) {
            out.writeVarLong(item.timestampMicros() - (before == null ? 0 : before.timestampMicros()));
            out.writeVarLong(item.slot() - (before == null ? 0 : before.slot()));
        }
        if ((flags & NEXT_OPERATION) == 0) {
            out.writeVarLong(item.index());
            out.writeVarLong(item.operation());
        }
        if (item.otherPlaces() != null) {
            writePlaces(out, item.otherPlaces());
        }
        out.writeShortBytes(item.value());
        last = item;
    }

    /** The next item; null if there is none. */
    @Nullable
    Item read(ByteReader in) {
        Item before = last;
        int flags = in.readByte();
        in.require(before != null || (flags & ~OTHER_PLACES) == 0, Decoded.Reason.RANGE);
        in.require((flags & SAME_SLOT) == 0 || (flags & SAME_CONFIGURATION) != 0, Decoded.Reason.RANGE);
        if (!in.isGood()) {
            return null;
        }
        long high = before != null && (flags & SAME_CLIENT) != 0 ? before.idHigh() : in.readLong();
        long low = before != null && (flags & NEXT_NUMBER) != 0 ? before.idLow() + 1 : in.readLong();
        ConfigurationId configuration = before != null && (flags & SAME_CONFIGURATION) != 0
                ? before.configuration()
                : configurations.readReference(in);
        long timestamp = before == null ? 0 : before.timestampMicros();
        long slot = before == null ? 0 : before.slot();
        if ((flags & SAME_SLOT) == 0) {
            timestamp += in.readVarLong();
            slot += in.readVarLong();
        }
        boolean next = (flags & NEXT_OPERATION) != 0;
        int index = before != null && next ? before.index() : in.readVarInt(Integer.MAX_VALUE);
        int operation = before != null && next ? before.operation() + 1 : in.readVarInt(Integer.MAX_VALUE);
        List<Key> others = (flags & OTHER_PLACES) != 0 ? readPlaces(in) : null;
        byte[] value = in.readShortBytes(Operation.MAX_ITEM_BYTES);
        if (!in.isGood()) {
            return null;
        }
        last = new Item(high, low, timestamp, configuration, slot, index, operation, value, others);
        return last;
    }

    private void writePlaces(ByteWriter out, List<Key> places) {
        out.writeShort(places.size());
        places.forEach(place -> writeKey(out, place));
    }

    private List<Key> readPlaces(ByteReader in) {
        int count = in.readShort();
        in.require(count >= 1 && count <= in.remaining() / DOT_BYTES, Decoded.Reason.TRUNCATED);
        var places = new ArrayList<Key>();
        for (int i = 0; i < count && in.isGood(); i++) {
            places.add(readKey(in));
        }
        return List.copyOf(places);
    }

    void writeDots(ByteWriter out, List<Dot> dots) {
        out.writeShort(dots.size());
        for (Dot dot : dots) {
            configurations.writeReference(out, dot.configuration());
            out.writeLong(dot.slot());
        }
    }

    List<Dot> readDots(ByteReader in) {
        int count = in.readShort();
        in.require(count >= 1 && count <= in.remaining() / DOT_BYTES, Decoded.Reason.TRUNCATED);
        var dots = new ArrayList<Dot>();
        for (int i = 0; i < count && in.isGood(); i++) {
            dots.add(new Dot(configurations.readReference(in), in.readLong()));
        }
        return List.copyOf(dots);
    }

    void writeKey(ByteWriter out, Key key) {
        out.writeVarLong(key.timestampMicros());
        configurations.writeReference(out, key.configuration());
        out.writeLong(key.slot());
        out.writeInt(key.index());
        out.writeInt(key.operation());
    }

    Key readKey(ByteReader in) {
        long timestamp = in.readVarLong();
        return new Key(timestamp, configurations.readReference(in), in.readLong(), in.readInt(), in.readInt());
    }
}
