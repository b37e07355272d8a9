package io.ftqueue.client;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.OperationBytes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An operation that has no answer yet. The fields belong to the {@link Window} and are guarded like it.
 *
 * <p>It ends by its answer or by an exception. Whoever ends it otherwise, by cancelling it or by a time limit of his
 * own, gives the operation up: what it takes all the same goes back, and an answer that is there already is not
 * replaced.
 */
final class Pending extends CompletableFuture<Result> {

    /** What an operation takes besides its own bytes, about. */
    private static final int OVERHEAD_BYTES = 256;

    final long deadlineNanos;

    /** How much memory it takes while it waits, about. */
    final int cost;

    Operation operation;

    /** Its number, or 0 as long as it waits for room. */
    long seq;

    long sentAtNanos;
    int sends;

    /** It was under way to one server when the client turned to another. */
    boolean turned;

    /** What was answered, on its way to the caller. */
    @Nullable
    Result result;

    /** Who held it then. */
    Holding holding = Holding.UNKNOWN;

    /** Nobody waits for it any more; it is still sent, because those after it wait for it. */
    boolean abandoned;

    final long begunNanos;
    private final long patienceNanos;
    private final Predicate<Pending> giveUp;

    /** The thread that waits for it, other than the one that receives. */
    private volatile @Nullable Thread waiter;

    /**
     * To be answered in time.
     *
     * @param giveUp what makes it one that nobody waits for; false if it has its answer
     */
    Pending(Operation operation, long nowNanos, long patienceNanos, Predicate<Pending> giveUp) {
        this.operation = operation;
        this.begunNanos = nowNanos;
        this.patienceNanos = patienceNanos;
        this.deadlineNanos = nowNanos + patienceNanos;
        this.cost = OperationBytes.length(operation) + OVERHEAD_BYTES;
        this.giveUp = giveUp;
    }

    long patienceMillis() {
        return TimeUnit.NANOSECONDS.toMillis(patienceNanos);
    }

    /** It is answered, and its waiting thread goes on. */
    void settle() {
        super.complete(result);
        unpark();
    }

    /** It comes to nothing, and its waiting thread goes on. */
    void fail(String why) {
        super.completeExceptionally(
                sends > 0
                        ? new OutcomeUnknownException(why + "; it may have been executed or not", operation, sends)
                        : new NoServerException(why + "; it was not sent"));
        unpark();
    }

    /** Nobody waits for it any more. Returns false if it has its answer. */
    boolean giveUp() {
        return giveUp.test(this);
    }

    @Override
    public boolean complete(Result value) {
        return giveUp() && super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable why) {
        return giveUp() && super.completeExceptionally(why);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return giveUp() && super.cancel(mayInterruptIfRunning);
    }

    /** Parks until this is done or somebody else wants this thread's attention. */
    void park() {
        waiter = Thread.currentThread();
        if (!isDone()) {
            LockSupport.park(this);
        }
        waiter = null;
    }

    private void unpark() {
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
