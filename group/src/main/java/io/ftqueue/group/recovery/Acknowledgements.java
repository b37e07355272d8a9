package io.ftqueue.group.recovery;

import java.util.Arrays;

/**
 * What the members of one configuration are known to hold. Every frame is its sender's cumulative acknowledgement, so
 * under load the slots themselves make each other stable and no acknowledgement is sent (Chang-Maxemchuk).
 *
 * <p>A frame speaks for its sender alone. Counting a repeated slot for the member that issued it, or for everybody,
 * would call slots stable that someone still misses.
 */
public final class Acknowledgements {

    private final long[] receivedUpTo;
    private final int self;
    private final long[] sorted;
    private long stableUpTo;

    /** Nobody holds anything above {@code before}. */
    public Acknowledgements(int members, int self, long before) {
        receivedUpTo = new long[members];
        Arrays.fill(receivedUpTo, before);
        sorted = new long[members];
        this.self = self;
        stableUpTo = before;
    }

    /** Member {@code index} holds every slot up to here. */
    public void received(int index, long upTo) {
        if (upTo > receivedUpTo[index]) {
            receivedUpTo[index] = upTo;
        }
    }

    /** Someone knows every member to hold every slot up to here. */
    public void stable(long upTo) {
        stableUpTo = Math.max(stableUpTo, Math.min(upTo, receivedUpTo[self]));
    }

    /** What member {@code index} is known to hold. */
    public long receivedUpTo(int index) {
        return receivedUpTo[index];
    }

    /** Every member is known to hold every slot up to here. */
    public long stableUpTo() {
        long least = Long.MAX_VALUE;
        for (long upTo : receivedUpTo) {
            least = Math.min(least, upTo);
        }
        stableUpTo = Math.max(stableUpTo, least);
        return stableUpTo;
    }

    /** The members, as bits, that are not known to hold {@code slot}. */
    public long behind(long slot) {
        long behind = 0;
        for (int i = 0; i < receivedUpTo.length; i++) {
            if (receivedUpTo[i] < slot) {
                behind |= 1L << i;
            }
        }
        return behind;
    }

    /**
     * The highest slot that so many of the given members hold, or {@code Long.MIN_VALUE} if there are not so many.
     *
     * @param holders how many, at least 1
     * @param among bit i set for member i
     */
    public long heldBy(int holders, long among) {
        int count = 0;
        for (int i = 0; i < receivedUpTo.length; i++) {
            if ((among & 1L << i) != 0) {
                sorted[count++] = receivedUpTo[i];
            }
        }
        if (count < holders) {
            return Long.MIN_VALUE;
        }
        Arrays.sort(sorted, 0, count);
        return sorted[count - holders];
    }
}
