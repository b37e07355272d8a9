package io.ftqueue.client;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An operation that has no answer yet. The fields belong to the {@link Window} and are guarded like it. */
final class Pending extends CompletableFuture<Result> {

    final long deadlineNanos;
    Operation operation;

    /** Its number, or 0 as long as it waits for room. */
    long seq;

    long sentAtNanos;
    int sends;

    /** What was answered, on its way to the caller. */
    @Nullable
    Result result;

    /** Who held it then. */
    Holding holding = Holding.UNKNOWN;

    /** Its caller has been told that it failed; it is still sent, because those after it wait for it. */
    boolean abandoned;

    /** The thread that waits for it, other than the one that receives. */
    private volatile @Nullable Thread waiter;

    Pending(Operation operation, long deadlineNanos) {
        this.operation = operation;
        this.deadlineNanos = deadlineNanos;
    }

    /** Parks until this is done or somebody else wants this thread's attention. */
    void park() {
        waiter = Thread.currentThread();
        if (!isDone()) {
            LockSupport.park(this);
        }
        waiter = null;
    }

    /** Wakes the thread that is waiting, once this is done. */
    void unpark() {
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
