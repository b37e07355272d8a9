package io.ftqueue.queue.image;

import java.util.Arrays;

/**
 * Which answers a client says it has taken: the operations from each number on, up to the next one, were answered with
 * the tag. At most {@link #MAX_RUNS} runs; the oldest go first. Of what is not known the outcome at hand counts.
 */
public final class EchoRuns {

    /** The most runs that are kept; a client tells fewer. */
    public static final int MAX_RUNS = 32;

    private static final long[] NONE = {};

    /** Pairs of first number and tag, by number ascending. */
    private long[] runs;

    /** None. */
    public EchoRuns() {
        runs = NONE;
    }

    private EchoRuns(long[] runs) {
        this.runs = runs;
    }

    /** The same, as runs of their own. */
    public EchoRuns copy() {
        // What is there is never changed in place.
        return new EchoRuns(runs);
    }

    /** Whether the last run is that one: the usual case, in which there is nothing to add. */
    public boolean endWith(long fromSeq, long tag) {
        int length = runs.length;
        return length > 0 && runs[length - 2] == fromSeq && runs[length - 1] == tag;
    }

    /** Adds a run; it replaces another that starts with the same number. */
    public void add(long fromSeq, long tag) {
        int at = runs.length;
        while (at > 0 && runs[at - 2] >= fromSeq) {
            at -= 2;
        }
        boolean same = at < runs.length && runs[at] == fromSeq;
        if (same && runs[at + 1] == tag) {
            return;
        }
        long[] changed = new long[same ? runs.length : runs.length + 2];
        System.arraycopy(runs, 0, changed, 0, at);
        changed[at] = fromSeq;
        changed[at + 1] = tag;
        int rest = same ? at + 2 : at;
        System.arraycopy(runs, rest, changed, at + 2, runs.length - rest);
        int surplus = Math.max(0, changed.length - 2 * MAX_RUNS);
        runs = surplus == 0 ? changed : Arrays.copyOfRange(changed, surplus, changed.length);
    }

    /** Adds all runs of another component. */
    public void addAll(EchoRuns other) {
        long[] more = other.runs;
        for (int i = 0; i < more.length; i += 2) {
            add(more[i], more[i + 1]);
        }
    }

    /** Whether the client has told anything of that operation. */
    public boolean know(long seq) {
        return runs.length > 0 && runs[0] <= seq;
    }

    /** The tag of the answer that the client has taken, if {@link #know} says so. */
    public long tagOf(long seq) {
        int at = runs.length - 2;
        while (runs[at] > seq) {
            at -= 2;
        }
        return runs[at + 1];
    }

    /** Pairs of first number and tag, by number ascending; not to be changed. */
    public long[] toPairs() {
        return runs;
    }
}
