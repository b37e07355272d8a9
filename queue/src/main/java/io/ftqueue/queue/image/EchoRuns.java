package io.ftqueue.queue.image;

import io.ftqueue.queue.codec.ClientFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which answers a client says it has taken: the operations from each number on, up to the next one, were answered with
 * the tag. A client tells its last runs only, so there can be gaps, and at most {@link #MAX_RUNS} runs are kept: of
 * what lies in a gap, or before all runs, the client has taken an answer and it is not known which.
 */
public final class EchoRuns {

    /** The most runs that are kept; a client tells fewer. */
    public static final int MAX_RUNS = 2 * ClientFrame.MAX_ECHOES;

    /** Stands for the tag of an answer that the client has taken and of which it is not known which it was. */
    public static final long UNKNOWN = -1;

    private static final long[] NONE = {};

    /** Pairs of first number and tag, by number ascending; what is there is never changed in place. */
    private long[] runs;

    /** The client has told of the operations below this number; 0 if of none. */
    private long toldBelow;

    /** None. */
    public EchoRuns() {
        this(NONE, 0);
    }

    private EchoRuns(long[] runs, long toldBelow) {
        this.runs = runs;
        this.toldBelow = toldBelow;
    }

    /**
     * What was told before.
     *
     * @param pairs as {@link #toPairs} has given them
     * @param toldBelow as {@link #toldBelow} has given it
     * @return null if that cannot have been told
     */
    public static @Nullable EchoRuns ofPairs(long[] pairs, long toldBelow) {
        boolean good = pairs.length % 2 == 0 && pairs.length <= 2 * MAX_RUNS && (pairs.length == 0) == (toldBelow == 0);
        for (int i = 2; i < pairs.length; i += 2) {
            good &= pairs[i] > pairs[i - 2];
        }
        return good ? new EchoRuns(pairs, toldBelow) : null;
    }

    /** The same, as runs of their own. */
    public EchoRuns copy() {
        return new EchoRuns(runs, toldBelow);
    }

    /**
     * The usual case: the client's last run is one that is known.
     *
     * @return false if it is not, so that {@link #tell} is to be called
     */
    public boolean goOn(long fromSeq, long tag, long answeredBelow) {
        int length = runs.length;
        if (length == 0 || runs[length - 2] != fromSeq || runs[length - 1] != tag) {
            return false;
        }
        toldBelow = Math.max(toldBelow, answeredBelow);
        return true;
    }

    /**
     * The client tells its last runs.
     *
     * @param pairs of first number and tag, by number ascending; at least one
     * @param answeredBelow it has the answers of all operations below this number
     */
    public void tell(long[] pairs, long answeredBelow) {
        if (answeredBelow > toldBelow) {
            join(new EchoRuns(pairs, answeredBelow));
        }
    }

    /** Adds what another component was told. */
    public void join(EchoRuns other) {
        if (other.runs.length == 0 || (toldBelow == other.toldBelow && Arrays.equals(runs, other.runs))) {
            return;
        }
        long[] joined = new long[runs.length + other.runs.length + 2];
        int length = 0;
        long bound = Math.min(toldBelow, other.toldBelow);
        int mine = 0;
        int its = 0;
        while (mine < runs.length || its < other.runs.length) {
            long seq = Math.min(at(runs, mine), at(other.runs, its));
            mine += at(runs, mine) == seq ? 2 : 0;
            its += at(other.runs, its) == seq ? 2 : 0;
            length = append(joined, length, seq, either(seq, other));
            if (bound > seq && bound < Math.min(at(runs, mine), at(other.runs, its))) {
                // One of them ends here, and the other may know nothing yet.
                length = append(joined, length, bound, either(bound, other));
            }
        }
        int surplus = Math.max(0, length - 2 * MAX_RUNS);
        runs = Arrays.copyOfRange(joined, surplus, length);
        toldBelow = Math.max(toldBelow, other.toldBelow);
    }

    private static long at(long[] runs, int index) {
        return index < runs.length ? runs[index] : Long.MAX_VALUE;
    }

    /** Both tell the truth, so they differ only where one knows nothing. */
    private long either(long seq, EchoRuns other) {
        long tag = tagOf(seq);
        return tag == UNKNOWN ? other.tagOf(seq) : tag;
    }

    private static int append(long[] joined, int length, long seq, long tag) {
        if (length > 0 && joined[length - 1] == tag) {
            return length;
        }
        joined[length] = seq;
        joined[length + 1] = tag;
        return length + 2;
    }

    /** Whether the client has told that it has taken an answer of that operation, though perhaps not which. */
    public boolean haveTold(long seq) {
        return seq < toldBelow;
    }

    /** The tag of the answer that the client has taken, or {@link #UNKNOWN}. */
    public long tagOf(long seq) {
        if (seq >= toldBelow) {
            return UNKNOWN;
        }
        int at = runs.length - 2;
        while (at >= 0 && runs[at] > seq) {
            at -= 2;
        }
        return at < 0 ? UNKNOWN : runs[at + 1];
    }

    /** The client has told of the operations below this number; 0 if of none. */
    public long toldBelow() {
        return toldBelow;
    }

    /** Pairs of first number and tag, by number ascending; not to be changed. */
    public long[] toPairs() {
        return runs;
    }
}
