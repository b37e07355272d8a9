package io.ftqueue.group.cluster;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.replication.Position;
import io.ftqueue.group.replication.StateMachine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
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

    private static final int LINE_BYTES = 28;

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
    public Image image() {
        Iterator<Line> rest = List.copyOf(lines).iterator();
        return maxBytes -> {
            ByteBuffer piece = ByteBuffer.allocate(maxBytes);
            while (rest.hasNext() && piece.remaining() >= LINE_BYTES) {
                Line line = rest.next();
                piece.putLong(line.timestamp())
                        .putLong(line.slot())
                        .putInt(line.index())
                        .putLong(line.number());
            }
            return piece.position() == 0 ? null : Arrays.copyOf(piece.array(), piece.position());
        };
    }

    @Override
    public Restoration restoration(List<Context> branches) {
        TreeMap<Long, Line> joined = new TreeMap<>();
        return new Restoration() {
            @Override
            public void add(int branch, byte[] piece) {
                ByteBuffer buffer = ByteBuffer.wrap(piece);
                while (buffer.hasRemaining()) {
                    Line line = new Line(buffer.getLong(), buffer.getLong(), buffer.getInt(), buffer.getLong());
                    joined.merge(line.number(), line, (a, b) -> a.compareTo(b) <= 0 ? a : b);
                }
            }

            @Override
            public void complete() {
                lines = new ArrayList<>(joined.values());
                lines.sort(null);
            }
        };
    }
}
