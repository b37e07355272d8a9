package io.ftqueue.group;

import java.util.Arrays;

/**
 * Finds a member that is alive but holds everyone up: its turn has come and it issues nothing, or it receives nothing
 * while others do. One that merely waits for its turn, or has all there is, is not stalled.
 */
final class StallDetector {

    private final long patienceNanos;
    private long[] receivedUpTo = {};
    private long[] sinceNanos = {};

    StallDetector(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    /** Begins anew: in a new configuration, or after this member slept. */
    void reset() {
        receivedUpTo = new long[0];
    }

    /** The position of a stalled member, or -1; to be called at every heartbeat. */
    int check(ConfigurationOrder order, long nowNanos) {
        int members = order.configuration().size();
        if (receivedUpTo.length != members) {
            receivedUpTo = new long[members];
            Arrays.fill(receivedUpTo, -1);
            sinceNanos = new long[members];
        }
        int self = order.self();
        int stalled = -1;
        for (int i = 0; i < members; i++) {
            long received = order.acknowledgements().receivedUpTo(i);
            boolean behind = received < order.receivedUpTo();
            boolean silentTurn = i == order.turn() && order.hasUnordered() && order.windowOpen();
            boolean progressed = received != receivedUpTo[i];
            receivedUpTo[i] = received;
            if (progressed || i == self || (!behind && !silentTurn)) {
                sinceNanos[i] = nowNanos;
            } else if (nowNanos - sinceNanos[i] > patienceNanos) {
                stalled = i;
            }
        }
        return stalled;
    }
}
