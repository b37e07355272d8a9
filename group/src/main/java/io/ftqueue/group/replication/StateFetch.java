package io.ftqueue.group.replication;

import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Fetches the state of a branch from its donor, chunk by chunk: the fetching side sets the pace and asks again. */
final class StateFetch {

    /** Chunks asked for at a time. */
    private static final int WINDOW = 32;

    /** More chunks than this are not believed. */
    private static final int MAX_CHUNKS = 1 << 22;

    private final MemberId donor;
    private final Context context;
    private final long exchangeSlot;
    private final long retryNanos;
    private byte[][] chunks = new byte[0][];
    private final BitSet here = new BitSet();
    /** Every chunk below is here. */
    private int completeBefore;

    private int askedBefore;
    private long deadlineNanos;

    StateFetch(MemberId donor, Context context, long exchangeSlot, long retryNanos, long nowNanos) {
        this.donor = donor;
        this.context = context;
        this.exchangeSlot = exchangeSlot;
        this.retryNanos = retryNanos;
        this.deadlineNanos = nowNanos;
    }

    MemberId donor() {
        return donor;
    }

    Context context() {
        return context;
    }

    boolean complete() {
        return chunks.length > 0 && completeBefore == chunks.length;
    }

    long nextDeadlineNanos(long otherwise) {
        return !complete() && deadlineNanos - otherwise < 0 ? deadlineNanos : otherwise;
    }

    /** What to ask now, or null. */
    @Nullable
    StateRequest request(long nowNanos) {
        if (complete()) {
            return null;
        }
        boolean windowDone = completeBefore >= askedBefore;
        if (!windowDone && deadlineNanos - nowNanos > 0) {
            return null;
        }
        int count = chunks.length == 0 ? WINDOW : Math.min(WINDOW, chunks.length - completeBefore);
        askedBefore = completeBefore + count;
        deadlineNanos = nowNanos + retryNanos;
        return new StateRequest(exchangeSlot, completeBefore, count);
    }

    /** Takes a chunk. */
    void onChunk(MemberId from, StateChunk chunk) {
        if (!from.equals(donor) || chunk.exchangeSlot() != exchangeSlot || chunk.chunks() > MAX_CHUNKS) {
            return;
        }
        if (chunks.length == 0) {
            chunks = new byte[chunk.chunks()][];
        }
        if (chunk.chunks() != chunks.length || here.get(chunk.chunk())) {
            return;
        }
        chunks[chunk.chunk()] = chunk.bytes();
        here.set(chunk.chunk());
        completeBefore = here.nextClearBit(0);
        askedBefore = Math.min(askedBefore, chunks.length);
    }

    /** The state; to be asked for once, when complete. */
    byte[] join() {
        int length = 0;
        for (byte[] chunk : chunks) {
            length = Math.addExact(length, chunk.length);
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, whole, at, chunk.length);
            at += chunk.length;
        }
        return whole;
    }
}
