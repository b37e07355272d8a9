package io.ftqueue.simulator;

import java.util.PriorityQueue;

/** Virtual time: what happens next happens at once, in the order of (time, order of planning). */
final class Agenda {

    private record Entry(long time, long ordinal, Runnable action) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(ordinal, other.ordinal);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>(256);
    private long now;
    private long planned;
    private long happened;

    /** Nanoseconds since the run began. */
    long now() {
        return now;
    }

    /** How many events have happened. */
    long happened() {
        return happened;
    }

    /** Plans an action so many nanoseconds from now. */
    void in(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    /** Plans an action; what is due in the past happens now. */
    void at(long time, Runnable action) {
        entries.add(new Entry(Math.max(time, now), planned++, action));
    }

    /** Lets everything happen that is due until then. */
    void runUntil(long time) {
        Entry next = entries.peek();
        while (next != null && next.time <= time) {
            entries.poll();
            now = next.time;
            happened++;
            next.action.run();
            next = entries.peek();
        }
        now = Math.max(now, time);
    }
}
