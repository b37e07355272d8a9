package io.ftqueue.group.replication;

import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayDeque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the state of a branch from its donor, chunk by chunk, and hands the pieces on in their order. The fetching
 * side sets the pace: it asks for a window of chunks, and for the next when it has used those.
 */
final class StateFetch {

    /** Chunks asked for at a time. */
    private static final int WINDOW = 32;

    private final MemberId donor;
    private final int branch;
    private final long exchangeSlot;
    private final long retryNanos;
    /** Came before one that is missing. */
    private final TreeMap<Integer, byte[]> early = new TreeMap<>();

    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    /** Every chunk below has been put among the pieces. */
    private int inOrderBefore;

    private int askedBefore;
    /** How many chunks there are, or 0 while that is unknown. */
    private int chunks;

    private long deadlineNanos;

    StateFetch(MemberId donor, int branch, long exchangeSlot, long retryNanos, long nowNanos) {
        this.donor = donor;
        this.branch = branch;
        this.exchangeSlot = exchangeSlot;
        this.retryNanos = retryNanos;
        this.deadlineNanos = nowNanos;
    }

    MemberId donor() {
        return donor;
    }

    int branch() {
        return branch;
    }

    /** The next piece, or null if it has not come yet. */
    byte @Nullable [] nextPiece() {
        return pieces.poll();
    }

    boolean hasPiece() {
        return !pieces.isEmpty();
    }

    /** Whether all has come and been taken. */
    boolean complete() {
        return chunks > 0 && inOrderBefore == chunks && pieces.isEmpty();
    }

    long nextDeadlineNanos(long otherwise) {
        return waiting() && deadlineNanos - otherwise < 0 ? deadlineNanos : otherwise;
    }

    /** What to ask now, or null. */
    @Nullable
    StateRequest request(long nowNanos) {
        if (!waiting() || (inOrderBefore < askedBefore && deadlineNanos - nowNanos > 0)) {
            return null;
        }
        int count = chunks == 0 ? WINDOW : Math.min(WINDOW, chunks - inOrderBefore);
        askedBefore = inOrderBefore + count;
        deadlineNanos = nowNanos + retryNanos;
        return new StateRequest(exchangeSlot, inOrderBefore, count);
    }

    /** Takes a chunk. */
    void onChunk(MemberId from, StateChunk chunk, long nowNanos) {
        boolean wanted = from.equals(donor)
                && chunk.exchangeSlot() == exchangeSlot
                && chunk.chunk() >= inOrderBefore
                && chunk.chunk() < askedBefore;
        if (!wanted) {
            return;
        }
        if (chunk.chunks() > 0) {
            chunks = chunk.chunks();
            askedBefore = Math.min(askedBefore, chunks);
        }
        early.put(chunk.chunk(), chunk.bytes());
        for (byte[] next = early.remove(inOrderBefore); next != null; next = early.remove(inOrderBefore)) {
            pieces.add(next);
            inOrderBefore++;
        }
        deadlineNanos = nowNanos + retryNanos;
    }

    /** Whether something is still to come, and what has come has been used. */
    private boolean waiting() {
        return pieces.isEmpty() && (chunks == 0 || inOrderBefore < chunks);
    }
}
