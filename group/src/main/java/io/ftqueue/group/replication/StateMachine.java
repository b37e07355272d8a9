package io.ftqueue.group.replication;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is replicated. Every method is deterministic: replicas that are given the same calls are equal, to the bit. No
 * method looks at a clock, at randomness or at the identity of the replica it runs in.
 *
 * <p>A state may be large and its replica must go on meanwhile, so it is handed over in pieces: no single call may take
 * long, whatever the size of the state. A replica that does not come back to its group for half a second is missed.
 */
public interface StateMachine {

    /** Executes one ordered payload. A payload that makes no sense changes nothing; it never throws on one. */
    void execute(Position position, byte[] payload);

    /** A hash of everything replicated; equal states have equal hashes. O(1): it is asked for often. */
    long stateHash();

    /** The version of the image format. It is announced: states of different versions are never merged. */
    int stateVersion();

    /** The state as it is now; what is executed later does not show in it. Taking it must not mean copying it out. */
    Snapshot snapshot();

    /**
     * Begins to replace the state by the join of some branches: one branch is just that branch's state; several are the
     * components of a healed partition. Every replica of a configuration is given the same branches in the same order.
     *
     * @param branches the states to join
     * @param own which of them is this replica's own state, or -1 if none is: it is behind one of them, or blank
     * @param known what this replica has executed, as it has announced it; {@link Context#BLANK} means that its own
     *     state does not count
     */
    Restoration restoration(List<Branch> branches, int own, Context known);

    /**
     * A state that no other member's state contains.
     *
     * @param context what it has executed
     * @param stateHash its hash
     * @param holders the members that have it, ascending; the first one hands it out
     */
    record Branch(Context context, long stateHash, List<MemberId> holders) {

        public Branch {
            holders = List.copyOf(holders);
        }

        /** The member that hands the state out. */
        public MemberId donor() {
            return holders.get(0);
        }
    }

    /** A state as it was at some time. */
    interface Snapshot {

        /**
         * Tells the state to one that has some of it; may be asked several times, for different contexts.
         *
         * @param known what the asking state has executed: what it has can be left out
         */
        Image image(Context known);

        /**
         * The same, with what it takes to compare: whether the asking state has executed something found in this one is
         * {@code known.knows(configuration, slot, holder)}.
         *
         * @param known what the asking state has executed
         * @param holder what this state had executed when it was taken, as its branch is announced
         */
        default Image image(Context known, Context holder) {
            return image(known);
        }
    }

    /** A state being told piece by piece. */
    interface Image {

        /**
         * The next piece.
         *
         * @param maxBytes what it may have at most, 256 at least
         * @return 1 byte to {@code maxBytes}, or null when all has been told
         */
        byte @Nullable [] next(int maxBytes);
    }

    /** A state being built beside the one in use. */
    interface Restoration {

        /**
         * Takes the next piece of a branch's image, told against what this replica has executed. Never of its own
         * branch.
         *
         * @throws MalformedStateException if the bytes are no piece of an image; the state in use has not changed
         */
        void add(int branch, byte[] piece) throws MalformedStateException;

        /**
         * Does a short step of what is left to do when all pieces of all branches have been added.
         *
         * @return true when only {@link #complete()} is left
         * @throws MalformedStateException if the pieces are not all, or a branch does not have the hash announced for
         *     it; the state in use has not changed
         */
        boolean work() throws MalformedStateException;

        /** Puts the new state in the place of the one in use, after the last step of work. Quick; cannot fail. */
        void complete();
    }

    /** The bytes are no image of a state. */
    final class MalformedStateException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int branch;

        /** Says what is wrong with them. */
        public MalformedStateException(String message) {
            this(-1, message);
        }

        /** Says what is wrong with those of a branch. */
        public MalformedStateException(int branch, String message) {
            super(message);
            this.branch = branch;
        }

        /** The branch whose image it is, or -1 if that was not said. */
        public int branch() {
            return branch;
        }
    }
}
