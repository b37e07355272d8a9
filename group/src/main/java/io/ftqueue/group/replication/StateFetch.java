package io.ftqueue.group.replication;

import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayDeque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the state of a branch from its donor, chunk by chunk, and hands the pieces on in their order. The fetching
 * side sets the pace: it keeps a window of chunks under way, asks for more as it uses them, and so never holds, nor has
 * to receive at once, more than the window.
 */
final class StateFetch {

    /** Chunks asked for at a time. */
    static final int REQUEST = 32;

    /** So many chunks that came after a missing one say that it is lost, not late. */
    private static final int LATER = 8;

    private final MemberId donor;
    private final int branch;
    private final long exchangeSlot;
    private final int window;
    private final long retryNanos;
    /** Came before one that is missing. */
    private final TreeMap<Integer, byte[]> early = new TreeMap<>();

    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    /** Every chunk below has been put among the pieces. */
    private int inOrderBefore;

    private int askedBefore;
    /** The missing chunk that was asked for again because later ones had come; -1 if none. */
    private int missed = -1;
    /** How many chunks there are, or 0 while that is unknown. */
    private int chunks;

    private long deadlineNanos;

    /**
     * A fetch that has asked for nothing.
     *
     * @param window the most chunks asked for and not used; at least {@link #REQUEST}
     * @param retryNanos how long to wait without progress
     */
    StateFetch(MemberId donor, int branch, long exchangeSlot, int window, long retryNanos) {
        this.donor = donor;
        this.branch = branch;
        this.exchangeSlot = exchangeSlot;
        this.window = window;
        this.retryNanos = retryNanos;
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
        return underWay() && deadlineNanos - otherwise < 0 ? deadlineNanos : otherwise;
    }

    /** What to ask now, or null. To be called again until it is null. */
    @Nullable
    StateRequest request(long nowNanos) {
        if (underWay()) {
            boolean lost = early.size() >= LATER && missed != inOrderBefore;
            if (lost || deadlineNanos - nowNanos <= 0) {
                missed = inOrderBefore;
                deadlineNanos = nowNanos + retryNanos;
                int end = early.isEmpty() ? askedBefore : early.firstKey();
                return ask(inOrderBefore, Math.min(REQUEST, end - inOrderBefore));
            }
        }
        int unused = askedBefore - inOrderBefore + pieces.size();
        int left = chunks == 0 ? REQUEST : chunks - askedBefore;
        int count = Math.min(REQUEST, left);
        if (count <= 0 || unused + count > window) {
            return null;
        }
        if (!underWay()) {
            deadlineNanos = nowNanos + retryNanos;
        }
        askedBefore += count;
        return ask(askedBefore - count, count);
    }

    /** Takes a chunk. */
    void onChunk(MemberId from, StateChunk chunk, long nowNanos) {
        if (!from.equals(donor) || chunk.exchangeSlot() != exchangeSlot) {
            return;
        }
        if (chunk.chunks() > 0) {
            chunks = chunk.chunks();
            askedBefore = Math.min(askedBefore, chunks);
        }
        if (chunk.chunk() < inOrderBefore || chunk.chunk() >= askedBefore) {
            return;
        }
        early.put(chunk.chunk(), chunk.bytes());
        for (byte[] next = early.remove(inOrderBefore); next != null; next = early.remove(inOrderBefore)) {
            pieces.add(next);
            inOrderBefore++;
            deadlineNanos = nowNanos + retryNanos;
        }
    }

    private StateRequest ask(int from, int count) {
        return new StateRequest(exchangeSlot, inOrderBefore, from, count);
    }

    /** Whether something that was asked for is still to come. */
    private boolean underWay() {
        return inOrderBefore < askedBefore;
    }
}
