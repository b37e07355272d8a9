package io.ftqueue.examples.board;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Position;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A note, known by the place in the total order at which it was put up: no other note of any component has the same.
 * Sorted by when it was put up; the order within a component is kept, and notes of several components interleave.
 */
record Note(long timestampMicros, ConfigurationId configuration, long slot, int index, String text)
        implements Comparable<Note> {

    static Note at(Position position, String text) {
        return new Note(position.timestampMicros(), position.configuration(), position.slot(), position.index(), text);
    }

    @Override
    public int compareTo(Note other) {
        int byTime = Long.compare(timestampMicros, other.timestampMicros);
        int byConfiguration = byTime != 0 ? byTime : configuration.compareTo(other.configuration);
        int bySlot = byConfiguration != 0 ? byConfiguration : Long.compare(slot, other.slot);
        return bySlot != 0 ? bySlot : Integer.compare(index, other.index);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(timestampMicros);
        out.writeLong(configuration.epoch());
        out.writeLong(configuration.representative().server());
        out.writeLong(configuration.representative().incarnation());
        out.writeLong(slot);
        out.writeInt(index);
        out.writeUTF(text);
    }

    static Note read(DataInput in) throws IOException {
        long timestampMicros = in.readLong();
        var configuration = new ConfigurationId(in.readLong(), new MemberId(in.readLong(), in.readLong()));
        return new Note(timestampMicros, configuration, in.readLong(), in.readInt(), in.readUTF());
    }
}
