package io.ftqueue.cli;

import java.util.Arrays;
import java.util.List;

/**
 * Tells which items of a queue are new since it was looked at last, where others may have taken some out of it. Items
 * have nothing that names them, so the last ones seen are looked for among those that are there now: new is what comes
 * behind them. Of several places at which they could be, the one counts that has moved least.
 */
final class TailWindow {

    /** How many items are remembered to find the place again. */
    static final int REMEMBERED = 64;

    private List<byte[]> seen = List.of();
    private long size;

    /** How many items the queue had when it was looked at last. */
    long size() {
        return size;
    }

    /** From where on to look when nothing was taken out. */
    long skip() {
        return size - seen.size();
    }

    /** Takes note of the queue's end as it is now; all of it counts as seen. */
    void see(long sizeNow, List<byte[]> end) {
        size = sizeNow;
        seen = List.copyOf(end.subList(Math.max(0, end.size() - REMEMBERED), end.size()));
    }

    /**
     * Where the new items begin in a part of the queue that reaches to its end.
     *
     * @param from how many items of the queue are before that part
     * @return an index of the part; -1 if what was seen last is not in it
     */
    int newFrom(long from, List<byte[]> part) {
        long expected = size - from;
        int found = -1;
        for (int end = 0; end <= part.size(); end++) {
            boolean nearer = found < 0 || Math.abs(end - expected) <= Math.abs(found - expected);
            if (nearer && endsAt(end, from, part)) {
                found = end;
            }
        }
        return found;
    }

    /** Whether the items before an index are those that were seen last, as far as the queue begins before that. */
    private boolean endsAt(int end, long from, List<byte[]> part) {
        int compared = Math.min(end, seen.size());
        if (compared < seen.size() && from > 0) {
            return false;
        }
        for (int i = 1; i <= compared; i++) {
            if (!Arrays.equals(part.get(end - i), seen.get(seen.size() - i))) {
                return false;
            }
        }
        return true;
    }
}
