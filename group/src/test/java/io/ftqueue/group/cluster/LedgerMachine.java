package io.ftqueue.group.cluster;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Position;
import io.ftqueue.group.replication.StateMachine;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The simplest machine whose state shows every payload and its order, and of which something can be removed: a ledger
 * whose lines are added by positive numbers and struck out by negative ones.
 */
final class LedgerMachine implements StateMachine {

    private static final byte TOLD = 0;
    /** A line that the asking state has seen: it has it, or has struck it out. */
    private static final byte SEEN = 1;

    private static final int LINE_BYTES = 1 + 4 * Long.BYTES + 3 * Long.BYTES + Integer.BYTES;

    /** A line: the payload's number, where it was written, and what sorts it among the lines of other components. */
    record Line(long timestamp, ConfigurationId configuration, long slot, int index, long number)
            implements Comparable<Line> {
        @Override
        public int compareTo(Line other) {
            int byTime = Long.compare(timestamp, other.timestamp);
            int byIndex = byTime != 0 ? byTime : Integer.compare(index, other.index);
            return byIndex != 0 ? byIndex : Long.compare(number, other.number);
        }
    }

    private TreeMap<Long, Line> lines = new TreeMap<>();
    private long hash;

    /** Its images are no images of a state. */
    boolean corrupt;
    /** Its images lack a line. */
    boolean forgetful;
    /** Its state differs from what others have after the same. */
    long bias;

    int version = 1;
    /** How many lines were told in full for its last restoration. */
    int received;
    /** For which contexts its state was told. */
    final List<Context> toldTo = new ArrayList<>();

    static byte[] payload(long number, int bytes) {
        return ByteBuffer.allocate(Math.max(Long.BYTES, bytes)).putLong(number).array();
    }

    List<Long> numbers() {
        return lines.values().stream().sorted().map(Line::number).toList();
    }

    @Override
    public void execute(Position position, byte[] payload) {
        long number = ByteBuffer.wrap(payload).getLong();
        if (number < 0) {
            Line struck = lines.remove(-number);
            hash -= struck == null ? 0 : hashOf(-number);
        } else if (!lines.containsKey(number)) {
            lines.put(
                    number,
                    new Line(
                            position.timestampMicros(),
                            position.configuration(),
                            position.slot(),
                            position.index(),
                            number));
            hash += hashOf(number);
        }
    }

    private static long hashOf(long number) {
        return (number + 1) * 0x9e3779b97f4a7c15L ^ number >>> 7;
    }

    @Override
    public long stateHash() {
        return hash + bias;
    }

    @Override
    public int stateVersion() {
        return version;
    }

    @Override
    public Snapshot snapshot() {
        List<Line> all = List.copyOf(lines.values());
        return new Snapshot() {
            @Override
            public Image image(Context known) {
                throw new AssertionError("asked without the context of the state itself");
            }

            @Override
            public Image image(Context known, Context holder) {
                toldTo.add(known);
                return tell(all.iterator(), known, holder);
            }
        };
    }

    private Image tell(Iterator<Line> rest, Context known, Context holder) {
        if (forgetful && rest.hasNext()) {
            rest.next();
        }
        return maxBytes -> {
            ByteBuffer piece = ByteBuffer.allocate(maxBytes);
            while (rest.hasNext() && piece.remaining() >= LINE_BYTES) {
                Line line = rest.next();
                boolean seen = known.knows(line.configuration(), line.slot(), holder);
                piece.put(corrupt ? (byte) 9 : seen ? SEEN : TOLD).putLong(line.number());
                piece.putLong(line.configuration().epoch())
                        .putLong(line.configuration().representative().server())
                        .putLong(line.configuration().representative().incarnation())
                        .putLong(line.slot());
                if (!seen) {
                    piece.putLong(line.timestamp()).putInt(line.index());
                }
            }
            return piece.position() == 0 ? null : Arrays.copyOf(piece.array(), piece.position());
        };
    }

    @Override
    public Restoration restoration(List<Branch> branches, int own, Context known) {
        return new LedgerRestoration(branches, own, known);
    }

    /** Rebuilds every branch, checks it, and joins them all. */
    private final class LedgerRestoration implements Restoration {
        private final List<Branch> branches;
        private final List<TreeMap<Long, @Nullable Line>> rebuilt = new ArrayList<>();
        private final boolean blank;
        private final ArrayDeque<Integer> steps = new ArrayDeque<>();
        private TreeMap<Long, @Nullable Line> joined = new TreeMap<>();
        private Context context = Context.BLANK;
        private final TreeMap<Long, Context> seen = new TreeMap<>();

        private LedgerRestoration(List<Branch> branches, int own, Context known) {
            this.branches = branches;
            this.blank = known.isBlank();
            received = 0;
            for (int i = 0; i < branches.size(); i++) {
                rebuilt.add(i == own ? new TreeMap<>(lines) : new TreeMap<>());
                steps.add(i);
            }
        }

        @Override
        public void add(int branch, byte[] piece) throws MalformedStateException {
            ByteBuffer in = ByteBuffer.wrap(piece);
            while (in.hasRemaining()) {
                byte kind = in.get();
                if (kind != TOLD && kind != SEEN) {
                    throw new MalformedStateException("kind " + kind);
                }
                long number = in.getLong();
                ConfigurationId at = new ConfigurationId(in.getLong(), new MemberId(in.getLong(), in.getLong()));
                long slot = in.getLong();
                Line line = kind == SEEN && !blank ? lines.get(number) : null;
                if (kind == TOLD) {
                    received++;
                    line = new Line(in.getLong(), at, slot, in.getInt(), number);
                }
                rebuilt.get(branch).put(number, line);
                seen.put(number, Context.BLANK.with(at, slot));
            }
        }

        @Override
        public boolean work() throws MalformedStateException {
            Integer step = steps.poll();
            if (step == null) {
                return true;
            }
            Branch branch = branches.get(step);
            TreeMap<Long, @Nullable Line> other = rebuilt.get(step);
            long sum = bias;
            for (long number : other.keySet()) {
                sum += hashOf(number);
            }
            if (sum != branch.stateHash()) {
                throw new MalformedStateException(step, "it has another hash");
            }
            TreeMap<Long, @Nullable Line> both = new TreeMap<>();
            keep(joined, other, branch.context(), context, both);
            keep(other, joined, context, branch.context(), both);
            joined = both;
            context = context.join(branch.context());
            return steps.isEmpty();
        }

        private void keep(
                TreeMap<Long, @Nullable Line> from,
                TreeMap<Long, @Nullable Line> other,
                Context otherContext,
                Context holder,
                TreeMap<Long, @Nullable Line> to) {
            from.forEach((number, line) -> {
                if (other.containsKey(number)) {
                    Line twin = other.get(number);
                    to.put(number, twin != null && (line == null || twin.compareTo(line) < 0) ? twin : line);
                } else if (!otherContext.knows(at(number, line), slot(number, line), holder)) {
                    to.put(number, line);
                }
            });
        }

        private ConfigurationId at(long number, @Nullable Line line) {
            return line == null ? seen.get(number).upTo().firstKey() : line.configuration();
        }

        private long slot(long number, @Nullable Line line) {
            return line == null ? seen.get(number).upTo().get(at(number, null)) : line.slot();
        }

        @Override
        public void complete() {
            lines = new TreeMap<>();
            hash = 0;
            joined.forEach((number, line) -> {
                if (line == null) {
                    throw new AssertionError("a line that was struck out here is to stay: " + number);
                }
                lines.put(number, line);
                hash += hashOf(number);
            });
        }
    }
}
