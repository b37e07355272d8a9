package io.ftqueue.queue.replica;

import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Notice;
import io.ftqueue.queue.codec.ClientFrame.Tidings;
import io.ftqueue.queue.state.QueueState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Clients that wait for an item in a queue. None of it is part of the replicated state: a client that loses its server
 * waits at another one. Of several that wait for one item the first is told, and only when that one has not taken it
 * soon the next.
 */
final class Waiters {

    /** A client repeats its wait every second; one that does not has gone. */
    private static final long FORGOTTEN_NANOS = 3_000_000_000L;

    /** The time for a client to take the item it was told of, before somebody else is told. */
    private static final long PROMISE_NANOS = 50_000_000L;

    private static final long SWEEP_NANOS = 1_000_000_000L;

    private final QueueState state;
    private final int limit;

    /** By queue. */
    private final Map<Long, Line> lines = new LinkedHashMap<>();

    private int count;
    private long lookedAt = -1;
    private long sweptNanos;

    /** Whether to look again though nothing was executed, and when. */
    private boolean lookAgain;

    private long lookAgainNanos;

    /**
     * Nobody yet.
     *
     * @param limit the most waits that are kept
     */
    Waiters(QueueState state, int limit) {
        this.state = state;
        this.limit = limit;
    }

    /** A wait: who is to be told, and when it was heard of last. */
    private record Waiter(ClientAddress from, long heardNanos) {}

    /** Those that wait for one queue. */
    private static final class Line {

        /** By nonce, first come first. */
        private final Map<Long, Waiter> waiters = new LinkedHashMap<>();

        private long promised;
        private long promisedNanos;

        /** How many items had been taken when the last one was promised. */
        private long takenBefore;

        /** How many items have been told of and may be about to be taken, of which so many have been by now. */
        long promised(long nowNanos, long taken) {
            return nowNanos - promisedNanos < PROMISE_NANOS ? Math.max(0, promised - (taken - takenBefore)) : 0;
        }

        void promise(long nowNanos, long taken) {
            promised = promised(nowNanos, taken) + 1;
            promisedNanos = nowNanos;
            takenBefore = taken;
        }
    }

    /** A client waits, or waits on; to be called where the state is that of the group. */
    void onWait(long nowNanos, ClientAddress from, ClientFrame.Wait wait, ReplicaOutbox out) {
        int available = state.available(wait.queueId());
        if (available < 0) {
            tell(from, wait.nonce(), Tidings.NO_QUEUE, out);
            return;
        }
        Line line = lines.computeIfAbsent(wait.queueId(), id -> new Line());
        long taken = state.taken(wait.queueId());
        if (available > line.promised(nowNanos, taken)) {
            forget(line, wait.nonce());
            line.promise(nowNanos, taken);
            tell(from, wait.nonce(), Tidings.ITEM, out);
        } else if (line.waiters.containsKey(wait.nonce()) || count < limit) {
            // Putting it again leaves its place in the line.
            count += line.waiters.put(wait.nonce(), new Waiter(from, nowNanos)) == null ? 1 : 0;
            lookAgainAfterPromise(nowNanos, available);
            tell(from, wait.nonce(), Tidings.HELD, out);
        } else {
            tell(from, wait.nonce(), Tidings.FULL, out);
        }
    }

    /**
     * Tells those that have waited long enough.
     *
     * @param serving whether the state is that of the group, so that it can be told from
     * @param executedCount says whether anything can have changed
     */
    void onTick(long nowNanos, boolean serving, long executedCount, ReplicaOutbox out) {
        if (lines.isEmpty() || !serving) {
            // Whatever was to be looked at is gone, or is looked at when the group has come together.
            lookAgain = false;
            lookedAt = -1;
            return;
        }
        if (executedCount != lookedAt || (lookAgain && nowNanos - lookAgainNanos >= 0)) {
            lookedAt = executedCount;
            lookAgain = false;
            lines.forEach((queueId, line) -> serve(nowNanos, queueId, line, out));
        }
        if (nowNanos - sweptNanos >= SWEEP_NANOS) {
            sweptNanos = nowNanos;
            sweep(nowNanos);
        }
    }

    /** When a tick is owed, if that is not owed earlier anyway. */
    long nextDeadlineNanos(long otherwise) {
        return lookAgain && lookAgainNanos - otherwise < 0 ? lookAgainNanos : otherwise;
    }

    private void lookAgainAfterPromise(long nowNanos, int available) {
        if (available > 0 && !lookAgain) {
            lookAgain = true;
            lookAgainNanos = nowNanos + PROMISE_NANOS;
        }
    }

    private void serve(long nowNanos, long queueId, Line line, ReplicaOutbox out) {
        int available = state.available(queueId);
        boolean gone = available < 0;
        long taken = state.taken(queueId);
        long left = gone ? line.waiters.size() : available - line.promised(nowNanos, taken);
        while (left > 0 && !line.waiters.isEmpty()) {
            var first = line.waiters.entrySet().iterator().next();
            long nonce = first.getKey();
            Waiter waiter = first.getValue();
            forget(line, nonce);
            if (gone) {
                tell(waiter.from, nonce, Tidings.NO_QUEUE, out);
            } else if (nowNanos - waiter.heardNanos < FORGOTTEN_NANOS) {
                line.promise(nowNanos, taken);
                tell(waiter.from, nonce, Tidings.ITEM, out);
                left--;
            }
        }
        if (!line.waiters.isEmpty()) {
            lookAgainAfterPromise(nowNanos, available);
        }
    }

    private void forget(Line line, long nonce) {
        count -= line.waiters.remove(nonce) == null ? 0 : 1;
    }

    private void sweep(long nowNanos) {
        List<Long> unused = new ArrayList<>();
        lines.forEach((queueId, line) -> {
            int before = line.waiters.size();
            line.waiters.values().removeIf(waiter -> nowNanos - waiter.heardNanos >= FORGOTTEN_NANOS);
            count -= before - line.waiters.size();
            if (line.waiters.isEmpty() && nowNanos - line.promisedNanos >= PROMISE_NANOS) {
                unused.add(queueId);
            }
        });
        unused.forEach(lines::remove);
    }

    private static void tell(ClientAddress to, long nonce, Tidings tidings, ReplicaOutbox out) {
        out.reply(to, ClientCodec.encode(new Notice(nonce, tidings)));
    }
}
