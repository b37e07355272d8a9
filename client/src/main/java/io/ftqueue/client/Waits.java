package io.ftqueue.client;

import io.ftqueue.queue.codec.ClientFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The waits of one client for items in queues: what to tell the server, and when to tell it again. The server keeps a
 * wait for as long as it is repeated, so a wait goes on at whichever server the client turns to. It does no I/O and
 * knows no clock but the one it is told.
 */
final class Waits {

    private static final long MILLI = 1_000_000L;
    private static final long REPEAT_NANOS = 1_000 * MILLI;
    private static final long FIRST_TIMEOUT_NANOS = 100 * MILLI;
    private static final long LONGEST_TIMEOUT_NANOS = 500 * MILLI;

    /** Where a server has no room for more waits. */
    private static final long FULL_NANOS = 200 * MILLI;

    private final Map<Long, Waiting> byNonce = new LinkedHashMap<>();
    private long nextNonce;

    /** Nobody waits; nonces begin at that number, which others are unlikely to have. */
    Waits(long firstNonce) {
        this.nextNonce = firstNonce;
    }

    /** A wait; true when there is an item, false when the time is up. */
    static final class Waiting extends CompletableFuture<Boolean> {

        private final long queueId;
        private final long deadlineNanos;
        private long nextNanos;
        private long timeoutNanos = FIRST_TIMEOUT_NANOS;

        /** Whether the server has not yet said that it has it. */
        private boolean unanswered;

        /** What has come of it, on its way to the caller. */
        private ClientFrame.@Nullable Tidings tidings;

        Waiting(long queueId, long nowNanos, long deadlineNanos) {
            this.queueId = queueId;
            this.deadlineNanos = deadlineNanos;
            this.nextNanos = nowNanos;
        }

        /** Tells the caller what has come of it. */
        void finish() {
            if (tidings == ClientFrame.Tidings.NO_QUEUE) {
                completeExceptionally(new NoQueueException("there is no queue " + queueId));
            } else {
                complete(tidings == ClientFrame.Tidings.ITEM);
            }
        }
    }

    boolean isEmpty() {
        return byNonce.isEmpty();
    }

    void add(Waiting waiting) {
        byNonce.put(nextNonce++, waiting);
    }

    /** The next frame that should be sent now, or null. To be asked until there is none. */
    ClientFrame.@Nullable Wait poll(long nowNanos) {
        for (Map.Entry<Long, Waiting> entry : byNonce.entrySet()) {
            Waiting waiting = entry.getValue();
            if (waiting.nextNanos - nowNanos <= 0) {
                waiting.unanswered = true;
                waiting.nextNanos = nowNanos + waiting.timeoutNanos;
                return new ClientFrame.Wait(entry.getKey(), waiting.queueId);
            }
        }
        return null;
    }

    /** Whether the server has left some wait without an answer for too long; it is asked again then. */
    boolean onTime(long nowNanos) {
        boolean late = false;
        for (Waiting waiting : byNonce.values()) {
            if (waiting.unanswered && waiting.nextNanos - nowNanos <= 0) {
                waiting.unanswered = false;
                waiting.timeoutNanos = Math.min(LONGEST_TIMEOUT_NANOS, waiting.timeoutNanos * 2);
                late = true;
            }
        }
        return late;
    }

    /** Takes what a server says; adds the wait to those that are over, to be finished without the lock, if it is. */
    void onNotice(ClientFrame.Notice notice, long nowNanos, List<Waiting> over) {
        Waiting waiting = byNonce.get(notice.nonce());
        if (waiting == null) {
            return;
        }
        waiting.unanswered = false;
        waiting.timeoutNanos = FIRST_TIMEOUT_NANOS;
        switch (notice.tidings()) {
            case HELD -> waiting.nextNanos = nowNanos + REPEAT_NANOS;
            case FULL -> waiting.nextNanos = nowNanos + FULL_NANOS;
            case ITEM, NO_QUEUE -> {
                waiting.tidings = notice.tidings();
                byNonce.remove(notice.nonce());
                over.add(waiting);
            }
        }
    }

    /** Takes out the waits whose time is up, or that their callers have given up; to be finished without the lock. */
    List<Waiting> expire(long nowNanos) {
        if (byNonce.isEmpty()) {
            return List.of();
        }
        var expired = new ArrayList<Waiting>();
        for (Iterator<Waiting> all = byNonce.values().iterator(); all.hasNext(); ) {
            Waiting waiting = all.next();
            if (waiting.isDone() || nowNanos - waiting.deadlineNanos >= 0) {
                expired.add(waiting);
                all.remove();
            }
        }
        return expired;
    }

    /** Another server is asked from now on. */
    void turn(long nowNanos) {
        for (Waiting waiting : byNonce.values()) {
            waiting.unanswered = false;
            waiting.timeoutNanos = FIRST_TIMEOUT_NANOS;
            waiting.nextNanos = nowNanos;
        }
    }

    /** All waits, handed over for the last time. */
    List<Waiting> drain() {
        var all = List.copyOf(byNonce.values());
        byNonce.clear();
        return all;
    }

    /** How long nothing needs to be done if no datagram arrives, at most {@code atMostNanos}. */
    long quietNanos(long nowNanos, long atMostNanos) {
        long quiet = atMostNanos;
        for (Waiting waiting : byNonce.values()) {
            quiet = Math.min(quiet, Math.min(waiting.nextNanos, waiting.deadlineNanos) - nowNanos);
        }
        return Math.max(0, quiet);
    }
}
