package io.ftqueue.group;

import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Members on a virtual network and clock; the same seed gives the same run. What they do is recorded as the
 * specification sees it.
 */
final class VirtualGroup {

    static final long MILLI = 1_000_000L;
    private static final long WALL_MICROS = 86_400_000_000L * 20_000;

    final GroupConfig config;
    final List<Node> nodes = new ArrayList<>();
    final EvsTrace trace = new EvsTrace();
    /** Directed links that are cut, as from * 64 + to. */
    final TreeSet<Integer> cut = new TreeSet<>();

    double loss;
    /** Frames that are not to arrive. */
    Filter filter = (from, to, frame) -> false;

    long nowNanos = 1;

    private final Random random;
    private final PriorityQueue<Happening> happenings = new PriorityQueue<>();
    private long ordinal;

    /** Says which frames get lost. */
    interface Filter {
        boolean loses(int from, int to, Frame frame);
    }

    private record Happening(long at, long ordinal, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(ordinal, other.ordinal);
        }
    }

    VirtualGroup(int size, GroupConfig config, long seed) {
        this.config = config;
        this.random = new Random(seed);
        for (int i = 0; i < size; i++) {
            nodes.add(new Node(i));
        }
    }

    void startAll() {
        nodes.forEach(Node::start);
    }

    void run(long millis) {
        long until = nowNanos + millis * MILLI;
        while (!happenings.isEmpty() && happenings.peek().at() <= until) {
            Happening next = happenings.poll();
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

    /** The members that are up. */
    List<MemberId> alive() {
        List<MemberId> alive = new ArrayList<>();
        for (Node node : nodes) {
            GroupMember up = node.member;
            if (up != null) {
                alive.add(up.self());
            }
        }
        return alive;
    }

    private void at(long time, Runnable what) {
        happenings.add(new Happening(time, ordinal++, what));
    }

    /** One server of the group, in one life after another. */
    final class Node implements Outbox {
        final int index;

        @Nullable
        GroupMember member;

        final List<Delivery.Message> delivered = new ArrayList<>();
        final List<Delivery> changes = new ArrayList<>();
        long pausedUntil;
        private long incarnation;
        private long tickAt;

        Node(int index) {
            this.index = index;
        }

        void start() {
            incarnation++;
            delivered.clear();
            changes.clear();
            tickAt = 0;
            MemberId id = new MemberId(index + 1, incarnation);
            member = new GroupMember(
                    config,
                    id,
                    "n" + index,
                    trace.observer(id),
                    new Random(random.nextLong()),
                    nowNanos,
                    WALL_MICROS + nowNanos / 1000 + random.nextInt(1000) * 1000L);
            tickLater(incarnation);
        }

        void crash() {
            GroupMember up = member;
            if (up != null) {
                trace.fail(up.self());
            }
            member = null;
        }

        GroupMember up() {
            GroupMember up = member;
            if (up == null) {
                throw new IllegalStateException("n" + index + " is down");
            }
            return up;
        }

        @Nullable
        Configuration configuration() {
            GroupMember up = member;
            return up == null ? null : up.configuration();
        }

        boolean submit(String text) {
            return submit(text.getBytes(StandardCharsets.UTF_8));
        }

        boolean submit(byte[] payload) {
            GroupMember up = member;
            if (up == null || pausedUntil > nowNanos || !up.accepts(payload.length)) {
                return false;
            }
            up.step(nowNanos, new Event.Submitted(payload), this);
            up.step(nowNanos, Event.TICK, this);
            tickLater(incarnation);
            return true;
        }

        /** The texts delivered in this life. */
        List<String> texts() {
            return delivered.stream()
                    .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
                    .toList();
        }

        private void receive(Frame frame, long life) {
            GroupMember up = member;
            if (up == null || life != incarnation) {
                return;
            }
            if (pausedUntil > nowNanos) {
                at(pausedUntil, () -> receive(frame, life));
                return;
            }
            up.step(nowNanos, new Event.Received(frame), this);
            up.step(nowNanos, Event.TICK, this);
            tickLater(life);
        }

        private void tickLater(long life) {
            GroupMember up = member;
            if (up == null) {
                return;
            }
            long deadline = Math.max(nowNanos, up.nextDeadlineNanos());
            if (tickAt > nowNanos && tickAt <= deadline) {
                return;
            }
            tickAt = deadline;
            at(deadline, () -> tick(deadline, life));
        }

        private void tick(long deadline, long life) {
            GroupMember up = member;
            if (up == null || life != incarnation || tickAt != deadline) {
                return;
            }
            tickAt = 0;
            if (pausedUntil > nowNanos) {
                at(pausedUntil, () -> tickLater(life));
                return;
            }
            up.step(nowNanos, Event.TICK, this);
            tickLater(life);
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
            if (cut.contains(index * 64 + to.index)
                    || random.nextDouble() < loss
                    || filter.loses(index, to.index, frame)) {
                return;
            }
            long delay = 50_000L + random.nextInt(250_000);
            int luck = random.nextInt(100);
            if (luck < 2) {
                delay += random.nextInt(30) * MILLI;
            } else if (luck == 2) {
                delay += random.nextInt(1_500) * MILLI;
            }
            long life = to.incarnation;
            at(nowNanos + delay, () -> to.receive(frame, life));
        }

        @Override
        public void deliver(Delivery delivery) {
            if (delivery instanceof Delivery.Message message) {
                delivered.add(message);
            } else if (!(delivery instanceof Delivery.Safe)) {
                changes.add(delivery);
            }
        }
    }

    /** The configuration that all have in common, or none. */
    ConfigurationId common() {
        ConfigurationId common = ConfigurationId.NONE;
        for (Node node : nodes) {
            Configuration current = node.configuration();
            if (current == null || current.size() != alive().size()) {
                return ConfigurationId.NONE;
            }
            if (!common.isNone() && !current.id().equals(common)) {
                return ConfigurationId.NONE;
            }
            common = current.id();
        }
        return common;
    }
}
