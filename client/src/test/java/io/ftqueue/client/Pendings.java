package io.ftqueue.client;

import io.ftqueue.queue.Operation;

/** Operations as a window takes them, without an engine. */
final class Pendings {

    private Pendings() {}

    /** One that is to be answered by that time, counted from 0. */
    static Pending until(Operation operation, long deadlineNanos) {
        return new Pending(operation, 0, deadlineNanos, pending -> false);
    }
}
