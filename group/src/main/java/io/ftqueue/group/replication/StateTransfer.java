package io.ftqueue.group.replication;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of one member from the state it has to the one it needs: fetching branches, building their join piece by
 * piece, and keeping what is ordered in the meantime. Each step is short, so that the member stays a live one.
 */
final class StateTransfer {

    /** Pieces added in one step, of all branches together. */
    private static final int PIECES_AT_ONCE = 64;

    /** Chunks under way, of all branches together: what a socket's buffer can be expected to hold. */
    private static final int CHUNKS_UNDER_WAY = 128;

    private final StateMachine.Restoration restoration;
    private final Chronicle chronicle;
    private final List<StateFetch> fetches = new ArrayList<>();
    /** All pieces have been added. */
    private boolean fetched;
    /** Only the last step is left. */
    private boolean built;

    private boolean restored;
    /**
     * Ordered since the exchange was decided: executed when the state is there. Not bounded: the group waits for
     * nobody, and to begin again would only mean more to fetch. It is what is ordered in the second or so that a
     * transfer takes.
     */
    private final ArrayDeque<Delivery.Message> held = new ArrayDeque<>();

    private int arrived;

    /**
     * A transfer that has fetched nothing.
     *
     * @param own which of the branches is not to be fetched, or -1
     */
    StateTransfer(
            StateMachine.Restoration restoration,
            Chronicle chronicle,
            List<StateMachine.Branch> branches,
            int own,
            long exchangeSlot,
            long retryNanos) {
        this.restoration = restoration;
        this.chronicle = chronicle;
        int count = Math.max(1, own < 0 ? branches.size() : branches.size() - 1);
        int window = Math.max(StateFetch.REQUEST, CHUNKS_UNDER_WAY / count);
        for (int i = 0; i < branches.size(); i++) {
            if (i != own) {
                fetches.add(new StateFetch(branches.get(i).donor(), i, exchangeSlot, window, retryNanos));
            }
        }
    }

    void hold(Delivery.Message message) {
        held.add(message);
        arrived++;
    }

    /** How many payloads were held since this was last asked. */
    int takeArrived() {
        int since = arrived;
        arrived = 0;
        return since;
    }

    /** The next payload to be executed after the restoration, or null. */
    Delivery.@Nullable Message nextHeld() {
        return held.poll();
    }

    /** Whether more of that slot is to be executed. */
    boolean holdsMoreOf(long slot) {
        Delivery.Message next = held.peek();
        return next != null && next.slot() == slot;
    }

    void onChunk(MemberId from, StateChunk chunk, long nowNanos) {
        fetches.forEach(fetch -> fetch.onChunk(from, chunk, nowNanos));
    }

    /** Hands every donor's next requests to {@code ask}. */
    void ask(long nowNanos, BiConsumer<MemberId, StateRequest> ask) {
        for (StateFetch fetch : fetches) {
            for (StateRequest next = fetch.request(nowNanos); next != null; next = fetch.request(nowNanos)) {
                ask.accept(fetch.donor(), next);
            }
        }
    }

    /**
     * Adds some of the pieces that are here, or, when all have been added, does a step of what is left; true when only
     * {@link #complete()} is.
     *
     * @throws Refused if what a donor has sent is no image of its branch
     */
    boolean work() throws Refused {
        if (!fetched) {
            fetched = addPieces();
        } else if (!built) {
            try {
                built = restoration.work();
            } catch (StateMachine.MalformedStateException e) {
                // If it is not said which one it was, the first stands for all that were fetched.
                throw new Refused(e.branch() < 0 ? fetches.get(0).branch() : e.branch(), e);
            }
        }
        return built;
    }

    /** Puts the state in place. */
    void complete() {
        restored = true;
        arrived = 0;
        restoration.complete();
    }

    /** When a tick is due: at once while there is work. */
    long nextDeadlineNanos(long nowNanos, long otherwise) {
        if ((fetched && !built) || (restored && !held.isEmpty())) {
            return nowNanos;
        }
        long next = otherwise;
        for (StateFetch fetch : fetches) {
            next = fetch.hasPiece() ? nowNanos : fetch.nextDeadlineNanos(next);
        }
        return next;
    }

    private boolean addPieces() throws Refused {
        boolean all = true;
        for (StateFetch fetch : fetches) {
            for (int i = 0; i < PIECES_AT_ONCE / fetches.size() + 1 && fetch.hasPiece(); i++) {
                byte[] piece = fetch.nextPiece();
                if (piece != null && piece.length > 0) {
                    add(fetch.branch(), piece);
                }
            }
            all &= fetch.complete();
        }
        return all;
    }

    private void add(int branch, byte[] piece) throws Refused {
        try {
            restoration.add(branch, piece);
            chronicle.piece(branch, piece);
        } catch (StateMachine.MalformedStateException e) {
            throw new Refused(branch, e);
        }
    }

    /** A branch's state cannot be taken. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        /** The branch. */
        final int branch;

        private Refused(int branch, StateMachine.MalformedStateException why) {
            super(why.getMessage(), why);
            this.branch = branch;
        }
    }
}
