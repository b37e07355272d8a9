package io.ftqueue.group.cluster;

import io.ftqueue.group.Event;
import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.GroupMember;
import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.Wire;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Checkpoint;
import io.ftqueue.group.replication.Recorder;
import io.ftqueue.group.replication.Recovery;
import io.ftqueue.group.replication.Replicator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Replicas of a ledger on a virtual network and clock; the same seed gives the same run. */
final class Cluster {

    static final long MILLI = 1_000_000L;
    private static final long MOST_AT_A_TIME = 100_000;
    private static final long DAY_MICROS = 86_400_000_000L;

    final GroupConfig config;
    final Random random;
    final List<Node> nodes = new ArrayList<>();
    final PriorityQueue<Happening> happenings = new PriorityQueue<>();
    double loss;
    /** Whether nodes record what they execute, and have it again when they start. */
    boolean recording;

    long nowNanos = 1;
    private long ordinal;
    private long atThisTime;
    /** Directed links that are cut, as from * 64 + to. */
    final TreeSet<Integer> cut = new TreeSet<>();

    record Happening(long at, long ordinal, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(ordinal, other.ordinal);
        }
    }

    final class Node implements Wire {
        final int index;
        long incarnation;

        @Nullable
        Replicator replicator;

        LedgerMachine machine = new LedgerMachine();
        long pausedUntil;
        private long tickAt;

        Node(int index) {
            this.index = index;
        }

        /** What has been recorded in all lives; empty unless the cluster is one that records. */
        final List<byte[]> records = new ArrayList<>();

        /** Starts, with all that was recorded. */
        void start() {
            incarnation++;
            machine = new LedgerMachine();
            var recovery = new Recovery(machine);
            try {
                for (byte[] record : records) {
                    recovery.add(record);
                }
            } catch (Recovery.BadRecordException e) {
                throw new AssertionError(e);
            }
            replicator = new Replicator(
                    config,
                    new GroupMember(
                            config,
                            new MemberId(index + 1, incarnation),
                            "n" + index,
                            GroupObserver.NONE,
                            new Random(random.nextLong()),
                            nowNanos,
                            DAY_MICROS * 20_000 + nowNanos / 1000 + random.nextInt(1000) * 1000L),
                    machine,
                    recording ? this::record : Recorder.NONE,
                    recovery);
            replicator.showUnrecorded();
            if (damaged) {
                replicator.beHollow();
            }
            tickLater(incarnation);
        }

        private boolean damaged;

        private void record(byte[] head, int headBytes, byte[] body) {
            byte[] record = Arrays.copyOf(head, headBytes + body.length);
            System.arraycopy(body, 0, record, headBytes, body.length);
            records.add(record);
        }

        /** Loses all records, and knows it. */
        void damage() {
            records.clear();
            damaged = true;
        }

        /** Replaces all records by those of a checkpoint; false if there can be none now. */
        boolean checkpoint() {
            Replicator up = replicator;
            Checkpoint now = up == null ? null : up.checkpoint();
            if (now == null) {
                return false;
            }
            records.clear();
            for (byte[] record = now.next(); record != null; record = now.next()) {
                records.add(record);
            }
            return true;
        }

        void crash() {
            replicator = null;
        }

        boolean submit(long number, int bytes) {
            Replicator up = replicator;
            if (up == null || !up.accepts(bytes)) {
                return false;
            }
            up.step(nowNanos, new Event.Submitted(LedgerMachine.payload(number, bytes)), this);
            up.step(nowNanos, Event.TICK, this);
            tickLater(incarnation);
            return true;
        }

        private void receive(Frame frame, long life) {
            if (replicator != null && life == incarnation) {
                if (pausedUntil > nowNanos) {
                    at(pausedUntil, () -> receive(frame, life));
                    return;
                }
                replicator.step(nowNanos, new Event.Received(frame), this);
                replicator.step(nowNanos, Event.TICK, this);
                tickLater(life);
            }
        }

        private void tickLater(long life) {
            if (replicator == null) {
                return;
            }
            long deadline = Math.max(nowNanos, replicator.nextDeadlineNanos());
            if (tickAt > nowNanos && tickAt <= deadline) {
                return;
            }
            tickAt = deadline;
            at(deadline, () -> {
                if (replicator != null && life == incarnation && tickAt == deadline) {
                    if (pausedUntil > nowNanos) {
                        tickAt = 0;
                        at(pausedUntil, () -> tickLater(life));
                        return;
                    }
                    tickAt = 0;
                    replicator.step(nowNanos, Event.TICK, this);
                    tickLater(life);
                }
            });
        }

        @Override
        public void multicast(Frame frame) {
            for (Node to : nodes) {
                if (to != this) {
                    transmit(to, frame);
                }
            }
        }

        @Override
        public void send(MemberId to, Frame frame) {
            transmit(nodes.get((int) to.server() - 1), frame);
        }

        private void transmit(Node to, Frame frame) {
            if (cut.contains(index * 64 + to.index) || random.nextDouble() < loss) {
                return;
            }
            long delay = 50_000L + random.nextInt(250_000);
            if (random.nextInt(50) == 0) {
                delay += random.nextInt(30) * MILLI;
            }
            at(nowNanos + delay, () -> to.receive(frame, to.incarnation));
        }
    }

    Cluster(int size, GroupConfig config, long seed) {
        this.config = config;
        this.random = new Random(seed);
        for (int i = 0; i < size; i++) {
            nodes.add(new Node(i));
        }
    }

    void at(long time, Runnable what) {
        happenings.add(new Happening(time, ordinal++, what));
    }

    void run(long millis) {
        long until = nowNanos + millis * MILLI;
        while (!happenings.isEmpty() && happenings.peek().at() <= until) {
            Happening next = happenings.poll();
            atThisTime = next.at() == nowNanos ? atThisTime + 1 : 0;
            if (atThisTime > MOST_AT_A_TIME) {
                throw new AssertionError("time stands still at " + nowNanos);
            }
            nowNanos = next.at();
            next.what().run();
        }
        nowNanos = until;
    }

    /** Cuts all links between the two sides. */
    void split(List<Integer> side) {
        for (Node a : nodes) {
            for (Node b : nodes) {
                if (side.contains(a.index) != side.contains(b.index)) {
                    cut.add(a.index * 64 + b.index);
                }
            }
        }
    }

    /** Cuts all links but those within a side. */
    void part(List<List<Integer>> sides) {
        cut.clear();
        sides.forEach(this::split);
    }

    /** The replicator of a node that is up. */
    Replicator up(int index) {
        Replicator up = nodes.get(index).replicator;
        if (up == null) {
            throw new IllegalStateException("n" + index + " is down");
        }
        return up;
    }

    /** Of how many members the configuration of a node is; 0 if it has none or does not serve. */
    int serving(int index) {
        Configuration current = up(index).configuration();
        return current == null || !up(index).serving() ? 0 : current.size();
    }

    /** Whether all nodes are up, in one configuration, and serve. */
    boolean united() {
        Configuration first = null;
        for (Node node : nodes) {
            Replicator up = node.replicator;
            Configuration now = up == null || !up.serving() ? null : up.configuration();
            if (now == null || now.size() != nodes.size() || (first != null && !now.equals(first))) {
                return false;
            }
            first = now;
        }
        return true;
    }
}
