package io.ftqueue.group;

import java.util.Arrays;

/**
 * Finds a member that is alive but holds everyone up: its turn has come and it issues nothing, or it receives nothing
 * while others do. One that merely waits for its turn, or has all there is, is not stalled.
 */
final class StallDetector {

    private long[] receivedUpTo = {};
    private long[] sinceNanos = {};

    /** Begins anew: in a new configuration, or after this member slept. */
    void reset() {
        receivedUpTo = new long[0];
    }

    /** Looks at every member; to be called at every heartbeat. */
    void watch(ConfigurationOrder order, long nowNanos) {
        int members = order.configuration().size();
        if (receivedUpTo.length != members) {
            receivedUpTo = new long[members];
            Arrays.fill(receivedUpTo, -1);
            sinceNanos = new long[members];
        }
        for (int i = 0; i < members; i++) {
            long received = order.acknowledgements().receivedUpTo(i);
            boolean behind = received < order.receivedUpTo();
            // One who misses slots does not know whose turn it is: the fault is then with itself.
            boolean silentTurn =
                    !order.missesSlots() && i == order.turn() && order.hasUnordered() && order.windowOpen();
            boolean progressed = received != receivedUpTo[i];
            receivedUpTo[i] = received;
            if (progressed || (!behind && !silentTurn)) {
                sinceNanos[i] = nowNanos;
            }
        }
    }

    /** The position of another member that has been stalled for longer than that, or -1. */
    int stalled(ConfigurationOrder order, long patienceNanos, long nowNanos) {
        for (int i = 0; i < receivedUpTo.length; i++) {
            if (i != order.self() && nowNanos - sinceNanos[i] > patienceNanos) {
                return i;
            }
        }
        return -1;
    }
}
