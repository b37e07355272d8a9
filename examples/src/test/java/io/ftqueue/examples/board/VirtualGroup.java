package io.ftqueue.examples.board;

import io.ftqueue.group.Event;
import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.GroupMember;
import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.Wire;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Replicator;
import io.ftqueue.group.replication.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * A whole group in virtual time: the clock jumps to what happens next, the network loses and delays as its seed says,
 * and the same seed is the same run. A minute of it takes a fraction of a second.
 */
final class VirtualGroup<M extends StateMachine> {

    private static final long MILLI = 1_000_000L;

    final Random random;
    final List<Member> members = new ArrayList<>();

    /** Of a thousand frames, how many are lost. */
    int lossPerMille;

    /** Which side of a split each member is on. */
    private final int[] side;

    private final Supplier<M> blank;
    private final PriorityQueue<Happening> happenings = new PriorityQueue<>();
    private long nowNanos = 1;
    private long ordinal;

    private record Happening(long at, long ordinal, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(ordinal, other.ordinal);
        }
    }

    /** A driver as simple as can be: every frame is followed by a tick, and every deadline is kept. */
    final class Member implements Wire {
        private final int index;
        private long incarnation;
        private long tickAt;

        M machine;
        Replicator replicator;

        private Member(int index) {
            this.index = index;
            restart();
        }

        /** Begins a new life with nothing; the old one ends as in a crash. */
        void restart() {
            incarnation++;
            machine = blank.get();
            replicator = new Replicator(
                    GroupConfig.defaults(),
                    new GroupMember(
                            GroupConfig.defaults(),
                            new MemberId(index + 1, incarnation),
                            "m" + index,
                            GroupObserver.NONE,
                            new Random(random.nextLong()),
                            nowNanos,
                            1_000_000_000_000_000L + nowNanos / 1_000),
                    machine);
            tickAt = 0;
            owe();
        }

        boolean submit(byte[] payload) {
            if (!replicator.accepts(payload.length)) {
                return false;
            }
            step(new Event.Submitted(payload));
            return true;
        }

        private void step(Event event) {
            replicator.step(nowNanos, event, this);
            replicator.step(nowNanos, Event.TICK, this);
            owe();
        }

        private void owe() {
            long deadline = Math.max(nowNanos, replicator.nextDeadlineNanos());
            if (tickAt > nowNanos && tickAt <= deadline) {
                return;
            }
            tickAt = deadline;
            long life = incarnation;
            at(deadline, () -> {
                if (life == incarnation && tickAt == deadline) {
                    tickAt = 0;
                    replicator.step(nowNanos, Event.TICK, this);
                    owe();
                }
            });
        }

        @Override
        public void multicast(Frame frame) {
            members.forEach(to -> transmit(to, frame));
        }

        @Override
        public void send(MemberId to, Frame frame) {
            transmit(members.get((int) to.server() - 1), frame);
        }

        private void transmit(Member to, Frame frame) {
            boolean lost = side[index] != side[to.index] || random.nextInt(1_000) < lossPerMille;
            if (to != this && !lost) {
                long life = to.incarnation;
                long delay = 50_000 + random.nextInt(500_000) + (random.nextInt(50) == 0 ? 20 * MILLI : 0);
                at(nowNanos + delay, () -> {
                    if (life == to.incarnation) {
                        to.step(new Event.Received(frame));
                    }
                });
            }
        }
    }

    VirtualGroup(int size, Supplier<M> blank, long seed) {
        this.random = new Random(seed);
        this.blank = blank;
        this.side = new int[size];
        for (int i = 0; i < size; i++) {
            members.add(new Member(i));
        }
    }

    /** Has time pass. */
    void run(long millis) {
        long until = nowNanos + millis * MILLI;
        for (Happening next = happenings.peek(); next != null && next.at() <= until; next = happenings.peek()) {
            happenings.remove();
            nowNanos = next.at();
            next.what().run();
        }
        nowNanos = until;
    }

    /** Cuts the network between members that are put on different sides. */
    void split(IntUnaryOperator sides) {
        for (int i = 0; i < side.length; i++) {
            side[i] = sides.applyAsInt(i);
        }
    }

    void heal() {
        split(member -> 0);
    }

    /** Whether all members serve in one configuration. */
    boolean united() {
        Configuration first = members.get(0).replicator.configuration();
        return first != null
                && first.size() == members.size()
                && members.stream()
                        .allMatch(member ->
                                member.replicator.serving() && first.equals(member.replicator.configuration()));
    }

    /** Has time pass until all are one; at most a minute of it. */
    void unite() {
        for (int i = 0; i < 600; i++) {
            run(100);
            if (united()) {
                run(100);
                return;
            }
        }
        throw new AssertionError("not one group after a minute");
    }

    private void at(long time, Runnable what) {
        happenings.add(new Happening(time, ordinal++, what));
    }
}
