package io.ftqueue.group.replication;

import io.ftqueue.group.model.Context;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StateMachine} whose state is so small that it can be told whole and joined in one go: some 100,000 things, a
 * few megabytes. What then remains to be said of the state is how to execute, how to write it down, and how to join.
 *
 * <p>The limit is time: {@link #encode}, {@link #decode} and {@link #join} are each run in one step, and the group
 * misses a replica whose steps take longer than a quarter of a second.
 *
 * @param <S> the state
 */
public abstract class SmallStateMachine<S> implements StateMachine {

    private S state;

    /** A machine that has executed nothing. */
    protected SmallStateMachine(S blank) {
        this.state = blank;
    }

    /** The state in use. Changed by {@link #execute} alone. */
    protected final S state() {
        return state;
    }

    /** A hash of all of a state: states that differ in anything have different hashes. O(1), so states keep theirs. */
    protected abstract long hashOf(S of);

    /** A state in bytes. */
    protected abstract byte[] encode(S of);

    /**
     * The state that was written so. The bytes come from another machine and may be anything: whatever is thrown means
     * that they are not taken, and the state in use stays.
     *
     * @throws MalformedStateException if they are no state
     */
    protected abstract S decode(byte[] bytes) throws MalformedStateException;

    /**
     * The state that follows from those of two components, which must be the same whichever way several are joined:
     * {@code join(a, b) = join(b, a)}, {@code join(join(a, b), c) = join(a, join(b, c))}, {@code join(a, a) = a}. The
     * contexts tell what each side has executed: what one has and the other has not is new to the other, or was removed
     * there, and {@link Context#knows(io.ftqueue.group.model.ConfigurationId, long, Context)} says which. Neither state
     * may be changed; what is returned may share with them only what nobody ever changes.
     *
     * @param one the state of a component
     * @param oneExecuted what that has executed
     * @param other the state of another component
     * @param otherExecuted what that has executed
     */
    protected abstract S join(S one, Context oneExecuted, S other, Context otherExecuted);

    @Override
    public final long stateHash() {
        return hashOf(state);
    }

    @Override
    public final Snapshot snapshot() {
        byte[] bytes = encode(state);
        return known -> new Pieces(bytes);
    }

    @Override
    public final Restoration restoration(List<Branch> branches, int own, Context known) {
        return new WholeRestoration(branches, own);
    }

    /** Bytes, told piece by piece. */
    private static final class Pieces implements Image {

        private final byte[] bytes;
        private int told;

        Pieces(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public byte @Nullable [] next(int maxBytes) {
            int from = told;
            told = Math.min(bytes.length, from + maxBytes);
            return from == told ? null : Arrays.copyOfRange(bytes, from, told);
        }
    }

    /** Collects the images of all branches, then reads and joins one with each step. */
    private final class WholeRestoration implements Restoration {

        private final List<Branch> branches;
        private final int own;
        private final List<ByteArrayOutputStream> images = new ArrayList<>();
        private int joinedCount;
        private @Nullable S joined;
        private Context executed = Context.BLANK;

        WholeRestoration(List<Branch> branches, int own) {
            this.branches = List.copyOf(branches);
            this.own = own;
            branches.forEach(branch -> images.add(new ByteArrayOutputStream()));
        }

        @Override
        public void add(int branch, byte[] piece) {
            images.get(branch).writeBytes(piece);
        }

        @Override
        public boolean work() throws MalformedStateException {
            Branch branch = branches.get(joinedCount);
            S theirs = joinedCount == own ? state : read(joinedCount);
            if (hashOf(theirs) != branch.stateHash()) {
                throw new MalformedStateException(joinedCount, "the state has another hash than was announced");
            }
            S before = joined;
            joined = before == null ? theirs : join(before, executed, theirs, branch.context());
            executed = executed.join(branch.context());
            joinedCount++;
            return joinedCount == branches.size();
        }

        private S read(int branch) throws MalformedStateException {
            try {
                return decode(images.get(branch).toByteArray());
            } catch (MalformedStateException e) {
                throw new MalformedStateException(branch, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                throw new MalformedStateException(branch, "the state cannot be read: " + e);
            }
        }

        @Override
        public void complete() {
            S done = joined;
            if (done == null) {
                throw new IllegalStateException("the work is not done");
            }
            state = done;
        }
    }
}
