package io.ftqueue.client;

import io.ftqueue.queue.Operation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * For how long a value is taken, and what becomes of one that nobody acknowledges.
 *
 * @param lease for how long, 1 millisecond to 24 hours; parts of a millisecond count as a whole one
 * @param maxDeliveries how often a value may be delivered, 1 to 65,535; 0: as often as it takes
 * @param deadLetter the label of the queue that a value goes to when its last delivery ends without acknowledgement;
 *     made if there is none. Null only if {@code maxDeliveries} is 0
 */
public record LeaseOptions(
        Duration lease, int maxDeliveries, @Nullable String deadLetter) {

    /** Checks the ranges. */
    public LeaseOptions {
        millis("a lease", lease, 1);
        if (maxDeliveries < 0 || maxDeliveries > Operation.MAX_DELIVERIES) {
            throw new IllegalArgumentException("a value may be delivered 1 to " + Operation.MAX_DELIVERIES
                    + " times, or 0 for as often as it takes, not " + maxDeliveries);
        }
        if (maxDeliveries > 0 != (deadLetter != null)) {
            throw new IllegalArgumentException(
                    "a highest number of deliveries and a dead-letter queue go together; give both or none");
        }
    }

    /** A lease of that length; the value is delivered as often as it takes. */
    public static LeaseOptions of(Duration lease) {
        return new LeaseOptions(lease, 0, null);
    }

    /**
     * The same, but a value that has been delivered so often without acknowledgement goes to another queue.
     *
     * @param deliveries 1 to 65,535
     * @param label the label of that queue
     */
    public LeaseOptions deadLetterAfter(int deliveries, String label) {
        return new LeaseOptions(lease, deliveries, label);
    }

    int leaseMillis() {
        return millis("a lease", lease, 1);
    }

    /** A duration as the servers take it. */
    static int millis(String what, Duration duration, int min) {
        Duration rounded = duration.plusNanos(999_999);
        if (rounded.compareTo(Duration.ofMillis(min)) < 0
                || duration.compareTo(Duration.ofMillis(Operation.MAX_LEASE_MILLIS)) > 0) {
            throw new IllegalArgumentException(what + " lasts " + min + " ms to 24 hours, not " + duration.toString());
        }
        return (int) rounded.toMillis();
    }
}
