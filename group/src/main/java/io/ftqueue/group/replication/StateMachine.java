package io.ftqueue.group.replication;

import io.ftqueue.group.model.Context;
import java.util.List;

/**
 * What is replicated. Every method is deterministic: replicas that are given the same calls are equal, to the bit. No
 * method looks at a clock, at randomness or at the identity of the replica it runs in.
 */
public interface StateMachine {

    /** Executes one ordered payload. A payload that makes no sense changes nothing; it never throws on one. */
    void execute(Position position, byte[] payload);

    /** A hash of everything replicated; equal states have equal hashes. O(1): it is asked for often. */
    long stateHash();

    /** The whole state as bytes; {@code restore} of it gives an equal state. */
    byte[] snapshot();

    /**
     * Replaces the state by the join of the branches, in which every replica gets the same list in the same order. One
     * branch: that branch's state. Several: the components of a healed partition, each with what it has executed.
     *
     * @throws MalformedSnapshotException if one of them cannot be read; the state has not changed then
     */
    void restore(List<Branch> branches) throws MalformedSnapshotException;

    /**
     * A state that some members share.
     *
     * @param context what it has executed
     * @param snapshot a {@link StateMachine#snapshot()} of it
     */
    record Branch(Context context, byte[] snapshot) {}

    /** The bytes are no snapshot. */
    final class MalformedSnapshotException extends Exception {

        private static final long serialVersionUID = 1L;

        /** Says what is wrong with them. */
        public MalformedSnapshotException(String message) {
            super(message);
        }
    }
}
