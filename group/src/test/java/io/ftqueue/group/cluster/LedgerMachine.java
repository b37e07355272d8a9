package io.ftqueue.group.cluster;

import io.ftqueue.group.replication.Position;
import io.ftqueue.group.replication.StateMachine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The simplest machine whose state shows every payload and its order: a ledger that is only ever appended to. */
final class LedgerMachine implements StateMachine {

    /** A line: the payload's number, with what sorts it among the lines of other components. */
    record Line(long timestamp, long slot, int index, long number) implements Comparable<Line> {
        @Override
        public int compareTo(Line other) {
            int byTime = Long.compare(timestamp, other.timestamp);
            int byIndex = byTime != 0 ? byTime : Integer.compare(index, other.index);
            return byIndex != 0 ? byIndex : Long.compare(number, other.number);
        }
    }

    private List<Line> lines = new ArrayList<>();

    static byte[] payload(long number, int bytes) {
        return ByteBuffer.allocate(Math.max(Long.BYTES, bytes)).putLong(number).array();
    }

    List<Long> numbers() {
        return lines.stream().map(Line::number).toList();
    }

    @Override
    public void execute(Position position, byte[] payload) {
        long number = ByteBuffer.wrap(payload).getLong();
        if (lines.stream().noneMatch(line -> line.number() == number)) {
            lines.add(new Line(position.timestampMicros(), position.slot(), position.index(), number));
        }
    }

    @Override
    public long stateHash() {
        return numbers().hashCode();
    }

    @Override
    public byte[] snapshot() {
        ByteBuffer buffer = ByteBuffer.allocate(lines.size() * 28);
        lines.forEach(line -> buffer.putLong(line.timestamp())
                .putLong(line.slot())
                .putInt(line.index())
                .putLong(line.number()));
        return buffer.array();
    }

    @Override
    public void restore(List<Branch> branches) {
        TreeMap<Long, Line> joined = new TreeMap<>();
        for (Branch branch : branches) {
            ByteBuffer buffer = ByteBuffer.wrap(branch.snapshot());
            while (buffer.hasRemaining()) {
                Line line = new Line(buffer.getLong(), buffer.getLong(), buffer.getInt(), buffer.getLong());
                joined.merge(line.number(), line, (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
        }
        lines = new ArrayList<>(joined.values());
        lines.sort(null);
    }
}
