package io.ftqueue.client;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Answer;
import io.ftqueue.queue.codec.OperationBytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one client that are under way, in the order of their numbers: what to send next, what to send
 * again, and when. It does no I/O and knows no clock but the one it is told.
 *
 * <p>Operations travel in batches. The first {@value #EAGER_BATCHES} leave at once; what comes while these are under
 * way waits for an answer or until it fills a datagram. So a lone operation is not held up, and many share datagrams:
 * a datagram costs far more than an operation.
 */
final class Window {

    private static final long MILLI = 1_000_000L;
    private static final long FIRST_TIMEOUT_NANOS = 50 * MILLI;

    /** A server that collects garbage or shares its processor is slow, not gone; but repeats cost little. */
    private static final long SHORTEST_TIMEOUT_NANOS = 10 * MILLI;

    private static final long LONGEST_TIMEOUT_NANOS = 500 * MILLI;

    /** One on its way to the server, one on its way back. */
    private static final int EAGER_BATCHES = 2;

    /** Envelope, client, two numbers and two counts. */
    private static final int REQUEST_OVERHEAD_BYTES = ClientCodec.ENVELOPE_BYTES + 27;

    private static final int MASK = ClientFrame.MAX_OPEN - 1;

    private final long clientId;
    private final int maxOutstanding;
    private int maxBatchBytes;

    /** By number; null where the answer is there. Invariant: base <= nextSend <= nextSeq <= base + MAX_OPEN. */
    private final @Nullable Pending[] open = new Pending[ClientFrame.MAX_OPEN];

    /** By number: the tag of the answer, if the operation is a pop. */
    private final long[] tags = new long[ClientFrame.MAX_OPEN];

    private final boolean[] pops = new boolean[ClientFrame.MAX_OPEN];
    private final Echoes echoes = new Echoes();

    /** All operations below have their answers. */
    private long base = 1;

    /** The first operation that is to be sent, for the first time or again. */
    private long nextSend = 1;

    private long nextSeq = 1;

    /** The bytes of the operations from {@code nextSend} on that have never been sent. */
    private long unsentBytes;

    /** The last numbers of batches that are under way. */
    private final Deque<Long> batchEnds = new ArrayDeque<>();

    private final Deque<Pending> backlog = new ArrayDeque<>();

    /** Pops of the reply at hand of which two components have different outcomes. */
    private final List<Pending> conflicts = new ArrayList<>();

    private long holdUntilNanos;
    private boolean held;

    private long smoothedNanos;
    private long deviationNanos;
    private long timeoutNanos = FIRST_TIMEOUT_NANOS;
    private long nextExpiryNanos;
    private boolean expiryKnown;

    /** What all operations that wait for something cost. */
    private long cost;

    /** An item may go back to its queue or be lost to it depending on an echo that no request has carried yet. */
    private boolean owesEcho;

    /**
     * For a client; empty.
     *
     * @param maxBatchBytes the largest batch, in bytes of the datagram; a single operation may exceed it
     */
    Window(long clientId, int maxOutstanding, int maxBatchBytes) {
        this.clientId = clientId;
        this.maxOutstanding = maxOutstanding;
        this.maxBatchBytes = maxBatchBytes;
    }

    /** Takes an operation. */
    void add(Pending pending) {
        if (!expiryKnown || pending.deadlineNanos - nextExpiryNanos < 0) {
            nextExpiryNanos = pending.deadlineNanos;
            expiryKnown = true;
        }
        cost += pending.cost;
        if (backlog.isEmpty() && hasRoom()) {
            number(pending);
        } else {
            backlog.add(pending);
        }
    }

    /** How much memory the operations that are under way or wait for room take, about. */
    long cost() {
        return cost;
    }

    /**
     * Nobody waits for the operation any more. If it is a pop and takes an item all the same, the item goes back to its
     * place. Returns false if it has its answer, or was given up before.
     */
    boolean giveUp(Pending pending) {
        if (pending.result != null || pending.abandoned) {
            return false;
        }
        pending.abandoned = true;
        if (pending.seq == 0) {
            backlog.remove(pending);
            cost -= pending.cost;
        } else {
            replaceUnsent(pending);
        }
        return true;
    }

    /**
     * Whether servers are to be told which answer was taken although there is nothing else to ask them, because they
     * may hold several or have been given an item back. Says so once.
     */
    boolean takeOwedEcho() {
        boolean owed = owesEcho;
        owesEcho = false;
        return owed;
    }

    /** Whether no operation is waiting for anything. */
    boolean isIdle() {
        return base == nextSeq && backlog.isEmpty();
    }

    /** The next batch that should be sent now, or null. To be asked until there is none. */
    ClientFrame.@Nullable Request poll(long nowNanos) {
        if (nextSend == nextSeq || isHeld(nowNanos)) {
            return null;
        }
        if (batchEnds.size() >= EAGER_BATCHES
                && REQUEST_OVERHEAD_BYTES + echoes.bytes() + unsentBytes < maxBatchBytes) {
            return null;
        }
        var operations = new ArrayList<Operation>((int) Math.min(nextSeq - nextSend, 512));
        long firstSeq = nextSend;
        int bytes = REQUEST_OVERHEAD_BYTES + echoes.bytes();
        for (; nextSend < nextSeq; nextSend++) {
            Pending pending = at(nextSend);
            if (pending == null) {
                if (operations.isEmpty()) {
                    firstSeq = nextSend + 1;
                    continue;
                }
                break;
            }
            int length = OperationBytes.length(pending.operation);
            if (!operations.isEmpty() && bytes + length > maxBatchBytes) {
                break;
            }
            bytes += length;
            operations.add(pending.operation);
            noteSent(pending, length, nowNanos);
        }
        if (operations.isEmpty()) {
            return null;
        }
        batchEnds.add(nextSend - 1);
        return new ClientFrame.Request(clientId, base, echoes.toList(), firstSeq, operations);
    }

    /** Takes answers; hands over the operations they answer, each once. Returns whether there was a new one. */
    boolean onReply(ClientFrame.Reply reply, long nowNanos, BiConsumer<Pending, Answer> answered) {
        if (reply.clientId() != clientId) {
            return false;
        }
        boolean progress = false;
        conflicts.clear();
        for (Answer answer : reply.answers()) {
            long seq = answer.seq();
            Pending pending = seq >= base && seq < nextSeq ? at(seq) : null;
            if (pending == null || pending.sends == 0) {
                continue;
            }
            open[(int) (seq & MASK)] = null;
            cost -= pending.cost;
            progress = true;
            if (pending.sends == 1) {
                measure(nowNanos - pending.sentAtNanos);
            }
            boolean pop = pending.operation.kind() == OperationKind.POP;
            boolean conflict = pop && answer.result().code() == ResultCode.CONFLICT;
            noteTaken(pending, seq, pop, conflict ? 0 : reply.tag());
            pending.holding = reply.holding();
            if (!conflict) {
                answered.accept(pending, answer);
            } else if (!pending.abandoned) {
                conflicts.add(pending);
            }
        }
        if (progress) {
            timeoutNanos = calmTimeout();
            reissueConflicts();
            advance();
        }
        return progress;
    }

    /** A pop that was given up took nothing: nobody has seen the item, and so it goes back to its queue. */
    private void noteTaken(Pending pending, long seq, boolean pop, long tag) {
        int index = (int) (seq & MASK);
        pops[index] = pop;
        tags[index] = pending.abandoned ? 0 : tag;
        owesEcho |= pop && (pending.abandoned || pending.turned);
    }

    /** What they took is back in the queue, in every component; other operations are to take it, in the same order. */
    private void reissueConflicts() {
        conflicts.sort(Comparator.comparingLong(pending -> -pending.seq));
        for (Pending pending : conflicts) {
            pending.seq = 0;
            pending.sends = 0;
            pending.turned = false;
            cost += pending.cost;
            backlog.addFirst(pending);
        }
    }

    /** The server had no room from some operation on. */
    void onBusy(ClientFrame.Busy busy, long nowNanos) {
        if (busy.clientId() != clientId || busy.fromSeq() >= nextSend) {
            return;
        }
        nextSend = Math.max(base, busy.fromSeq());
        batchEnds.clear();
        held = true;
        holdUntilNanos = nowNanos + busy.retryAfterMillis() * MILLI;
    }

    /** Whether the oldest operation has waited too long for its answer; then all without one are sent again. */
    boolean onTime(long nowNanos) {
        Pending oldest = base < nextSend ? at(base) : null;
        if (oldest == null || nowNanos - oldest.sentAtNanos - timeoutNanos < 0) {
            return false;
        }
        timeoutNanos = Math.min(LONGEST_TIMEOUT_NANOS, timeoutNanos * 2);
        sendAgain();
        return true;
    }

    /**
     * Everything without an answer goes to another server. How long that one takes is to be seen: what the one before
     * has made of the timeout does not count.
     *
     * @param batchBytes as in the constructor
     */
    void turn(int batchBytes) {
        maxBatchBytes = batchBytes;
        timeoutNanos = FIRST_TIMEOUT_NANOS;
        for (long seq = base; seq < nextSeq; seq++) {
            Pending pending = at(seq);
            if (pending != null) {
                pending.turned = pending.sends > 0;
            }
        }
        sendAgain();
    }

    /** Hands over the operations whose time is up, each once. */
    List<Pending> expire(long nowNanos) {
        if (!expiryKnown || nowNanos - nextExpiryNanos < 0) {
            return List.of();
        }
        var expired = new ArrayList<Pending>();
        expiryKnown = false;
        for (long seq = base; seq < nextSeq; seq++) {
            Pending pending = at(seq);
            if (pending != null && !pending.abandoned) {
                expireOrNote(pending, nowNanos, expired);
            }
        }
        backlog.removeIf(pending -> expireOrNote(pending, nowNanos, expired));
        for (Pending pending : expired) {
            if (pending.seq == 0) {
                cost -= pending.cost;
            } else {
                replaceUnsent(pending);
            }
        }
        return expired;
    }

    /** Its number is taken and must be sent some day, but the caller is told that nothing was done. */
    private void replaceUnsent(Pending pending) {
        if (pending.sends == 0) {
            unsentBytes -= OperationBytes.length(pending.operation);
            pending.operation = new Operation.Size(0);
            unsentBytes += OperationBytes.length(pending.operation);
        }
    }

    /** Everything that waits, handed over for the last time. */
    List<Pending> drain() {
        var all = new ArrayList<Pending>();
        for (long seq = base; seq < nextSeq; seq++) {
            Pending pending = at(seq);
            if (pending != null && !pending.abandoned) {
                all.add(pending);
            }
        }
        all.addAll(backlog);
        return all;
    }

    /** How long nothing needs to be done if no datagram arrives, at most {@code atMostNanos}. */
    long quietNanos(long nowNanos, long atMostNanos) {
        long quiet = atMostNanos;
        if (expiryKnown) {
            quiet = Math.min(quiet, nextExpiryNanos - nowNanos);
        }
        Pending oldest = base < nextSend ? at(base) : null;
        if (oldest != null) {
            quiet = Math.min(quiet, oldest.sentAtNanos + timeoutNanos - nowNanos);
        }
        if (held && nextSend < nextSeq) {
            quiet = Math.min(quiet, holdUntilNanos - nowNanos);
        }
        return Math.max(0, quiet);
    }

    private void sendAgain() {
        nextSend = base;
        batchEnds.clear();
        held = false;
    }

    private boolean expireOrNote(Pending pending, long nowNanos, List<Pending> expired) {
        if (nowNanos - pending.deadlineNanos >= 0) {
            pending.abandoned = true;
            expired.add(pending);
            return true;
        }
        if (!expiryKnown || pending.deadlineNanos - nextExpiryNanos < 0) {
            nextExpiryNanos = pending.deadlineNanos;
            expiryKnown = true;
        }
        return false;
    }

    private boolean isHeld(long nowNanos) {
        if (held && nowNanos - holdUntilNanos >= 0) {
            held = false;
        }
        return held;
    }

    private void noteSent(Pending pending, int length, long nowNanos) {
        if (pending.sends == 0) {
            unsentBytes -= length;
        }
        pending.sends++;
        pending.sentAtNanos = nowNanos;
    }

    private void advance() {
        while (base < nextSeq && at(base) == null) {
            int index = (int) (base & MASK);
            if (pops[index]) {
                echoes.taken(base, tags[index]);
            }
            base++;
        }
        nextSend = Math.max(nextSend, base);
        while (!batchEnds.isEmpty() && batchEnds.peekFirst() < base) {
            batchEnds.removeFirst();
        }
        while (!backlog.isEmpty() && hasRoom()) {
            number(backlog.removeFirst());
        }
    }

    private boolean hasRoom() {
        return nextSeq - base < maxOutstanding;
    }

    private void number(Pending pending) {
        pending.seq = nextSeq++;
        open[(int) (pending.seq & MASK)] = pending;
        unsentBytes += OperationBytes.length(pending.operation);
    }

    private @Nullable Pending at(long seq) {
        return open[(int) (seq & MASK)];
    }

    /** Jacobson's estimate of how long an answer takes. */
    private void measure(long roundTripNanos) {
        if (smoothedNanos == 0) {
            smoothedNanos = roundTripNanos;
            deviationNanos = roundTripNanos / 2;
        } else {
            deviationNanos += (Math.abs(roundTripNanos - smoothedNanos) - deviationNanos) / 4;
            smoothedNanos += (roundTripNanos - smoothedNanos) / 8;
        }
    }

    private long calmTimeout() {
        long estimate = smoothedNanos == 0 ? FIRST_TIMEOUT_NANOS : smoothedNanos + 4 * deviationNanos;
        return Math.max(SHORTEST_TIMEOUT_NANOS, Math.min(LONGEST_TIMEOUT_NANOS, estimate));
    }
}
