package io.ftqueue.group.replication;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.InvariantViolation;
import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.Context;
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

    /** Pieces added in one step. */
    private static final int PIECES_AT_ONCE = 8;

    private final List<StateFetch> fetches = new ArrayList<>();
    private final StateMachine.Restoration restoration;
    private final Context joined;
    private final int chunkBytes;
    /** The own state, if it is one of the branches. */
    private StateMachine.@Nullable Image own;

    private int ownBranch;
    private boolean restored;
    /** Ordered since the exchange was decided: executed when the state is there. */
    private final ArrayDeque<Delivery.Message> held = new ArrayDeque<>();

    /** A transfer of these branches; nothing has been fetched. */
    StateTransfer(StateMachine machine, List<Exchange.BranchHolders> branches, int chunkBytes) {
        List<Context> contexts =
                branches.stream().map(Exchange.BranchHolders::context).toList();
        this.restoration = machine.restoration(contexts);
        this.joined = contexts.stream().reduce(Context.BLANK, Context::join);
        this.chunkBytes = chunkBytes;
    }

    void fetch(StateFetch fetch) {
        fetches.add(fetch);
    }

    void own(int branch, StateMachine.Image image) {
        ownBranch = branch;
        own = image;
    }

    /** What the state will have executed. */
    Context joined() {
        return joined;
    }

    void hold(Delivery.Message message) {
        held.add(message);
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

    /** Hands every donor's next request to {@code ask}. */
    void ask(long nowNanos, BiConsumer<MemberId, StateRequest> ask) {
        for (StateFetch fetch : fetches) {
            StateRequest request = fetch.request(nowNanos);
            if (request != null) {
                ask.accept(fetch.donor(), request);
            }
        }
    }

    /** Adds some of the pieces that are here; true when the last one has been. */
    boolean work() {
        try {
            boolean complete = addOwn();
            for (StateFetch fetch : fetches) {
                for (int i = 0; i < PIECES_AT_ONCE && fetch.hasPiece(); i++) {
                    byte[] piece = fetch.nextPiece();
                    if (piece != null && piece.length > 0) {
                        restoration.add(fetch.branch(), piece);
                    }
                }
                complete &= fetch.complete();
            }
            return complete;
        } catch (StateMachine.MalformedStateException e) {
            throw new InvariantViolation("the state of another member cannot be read: " + e.getMessage());
        }
    }

    /** Puts the state in place. */
    void complete() {
        restored = true;
        try {
            restoration.complete();
        } catch (StateMachine.MalformedStateException e) {
            throw new InvariantViolation("the state of another member cannot be read: " + e.getMessage());
        }
    }

    /** When a tick is due: at once while there is work. */
    long nextDeadlineNanos(long nowNanos, long otherwise) {
        boolean work = own != null || (restored && !held.isEmpty());
        long next = work ? nowNanos : otherwise;
        for (StateFetch fetch : fetches) {
            next = fetch.hasPiece() ? nowNanos : fetch.nextDeadlineNanos(next);
        }
        return next;
    }

    private boolean addOwn() throws StateMachine.MalformedStateException {
        StateMachine.Image image = own;
        for (int i = 0; i < PIECES_AT_ONCE && image != null; i++) {
            byte[] piece = image.next(chunkBytes);
            if (piece == null) {
                image = null;
                own = null;
            } else {
                restoration.add(ownBranch, piece);
            }
        }
        return own == null;
    }
}
