package io.ftqueue.queue.replica;

/**
 * What a replica holds for clients, at most.
 *
 * @param maxClients the native clients whose progress this server remembers; the least recently heard goes first
 * @param maxQueuedBytes operations taken from clients that wait for room in the group; beyond it clients hear BUSY
 * @param maxWaitingTexts text requests that are kept until some server has had them executed
 * @param busyRetryMillis what BUSY asks clients to wait
 * @param resubmitAfterNanos how long a submitted operation may stay without effect before it may be submitted again
 * @param backupAfterNanos how long after a text request's arrival the first backup submits it
 * @param backupStepNanos how much longer each further backup waits
 * @param textLifeNanos how long a text request is kept that could not be executed
 */
public record ReplicaLimits(
        int maxClients,
        int maxQueuedBytes,
        int maxWaitingTexts,
        int busyRetryMillis,
        long resubmitAfterNanos,
        long backupAfterNanos,
        long backupStepNanos,
        long textLifeNanos) {

    private static final long MILLI = 1_000_000L;

    public ReplicaLimits {
        require(maxClients >= 1, "at least one client");
        require(maxQueuedBytes >= 65_536, "the queue must hold at least a datagram");
        require(maxWaitingTexts >= 1, "at least one text request");
        require(busyRetryMillis >= 0, "the wait is at least 0");
        require(backupAfterNanos > 0 && backupStepNanos >= 0, "backups wait");
        require(resubmitAfterNanos > backupAfterNanos, "resubmission comes after the backups");
        require(textLifeNanos >= resubmitAfterNanos, "text requests live at least until they are resubmitted");
    }

    /** What suits a server. */
    public static ReplicaLimits defaults() {
        return new ReplicaLimits(100_000, 8 << 20, 10_000, 5, 2_000 * MILLI, 30 * MILLI, 10 * MILLI, 30_000 * MILLI);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
