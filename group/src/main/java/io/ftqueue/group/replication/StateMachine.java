package io.ftqueue.group.replication;

import io.ftqueue.group.model.Context;
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

    /** The state as it is now; what is executed later does not show in it. Taking it must not mean copying it out. */
    Image image();

    /**
     * Begins to replace the state by the join of some branches: one branch is just that branch's state; several are the
     * components of a healed partition. Every replica of a configuration is given the same branches in the same order.
     *
     * @param branches what each branch has executed, by the position at which its pieces will come
     */
    Restoration restoration(List<Context> branches);

    /** A state as it was at some time, told piece by piece. */
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
         * Takes the next piece of a branch's image.
         *
         * @throws MalformedStateException if the bytes are no piece of an image; the state in use has not changed
         */
        void add(int branch, byte[] piece) throws MalformedStateException;

        /**
         * Puts the new state in the place of the one in use. All pieces of all branches have been added.
         *
         * @throws MalformedStateException if they are not all; the state in use has not changed then
         */
        void complete() throws MalformedStateException;
    }

    /** The bytes are no image of a state. */
    final class MalformedStateException extends Exception {

        private static final long serialVersionUID = 1L;

        /** Says what is wrong with them. */
        public MalformedStateException(String message) {
            super(message);
        }
    }
}
