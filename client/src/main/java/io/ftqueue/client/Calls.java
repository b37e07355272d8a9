package io.ftqueue.client;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Operations that a thread waits for. It receives its answer itself, unless another one receives already, and then for
 * that one, too: to wake a thread takes longer than an answer does.
 */
final class Calls implements AutoCloseable {

    private final Engine engine;
    private final Turns turns;

    Calls(Engine engine, Turns turns) {
        this.engine = engine;
        this.turns = turns;
    }

    /** Has it executed and waits for the answer, which an interrupt does not end. */
    Receipt call(Operation operation) {
        requireOtherThread();
        Pending pending = engine.begin(operation, engine.timeoutNanos());
        awaitDone(pending);
        return new Receipt(result(pending), pending.holding);
    }

    /**
     * The same, but an interrupt ends it: what was asked is given up, and if that takes an item all the same, the item
     * goes back to its queue. An answer that is there already counts, and the thread stays interrupted.
     *
     * @param patienceNanos how long to wait for the answer
     */
    Result callInterruptibly(Operation operation, long patienceNanos) throws InterruptedException {
        requireOtherThread();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Pending pending = engine.begin(operation, patienceNanos);
        boolean interrupted = false;
        while (!pending.isDone()) {
            if (Thread.interrupted()) {
                if (pending.giveUp()) {
                    turns.passOn();
                    throw new InterruptedException();
                }
                interrupted = true;
            }
            receiveOrWait(pending, pending::park);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result(pending);
    }

    /** Waits at the servers until the queue has an item, or seems to be gone, or the time is up. */
    void awaitItem(long queueId, long nanos) throws InterruptedException {
        requireOtherThread();
        CompletableFuture<Boolean> hint = engine.beginWait(queueId, nanos);
        Thread thread = Thread.currentThread();
        CompletableFuture<Throwable> failure = hint.handle((there, why) -> {
            LockSupport.unpark(thread);
            return why;
        });
        while (!hint.isDone()) {
            if (Thread.interrupted()) {
                hint.cancel(false);
                turns.passOn();
                throw new InterruptedException();
            }
            receiveOrWait(hint, () -> parkUnlessDone(hint));
        }
        if (failure.join() instanceof ClientException why && !(why instanceof NoQueueException)) {
            throw why;
        }
    }

    private static void parkUnlessDone(CompletableFuture<?> what) {
        if (!what.isDone()) {
            LockSupport.park(what);
        }
    }

    /** Waits for what is started by that. */
    <T> T join(Supplier<CompletableFuture<T>> start) {
        requireOtherThread();
        return unwrapped(start.get());
    }

    /** Waits a moment for what is under way; what is not done by then fails. In a callback it does not wait. */
    @Override
    public void close() {
        Pending last = engine.takeLast();
        if (last != null && !turns.isMine()) {
            awaitDone(last);
        }
        engine.close();
    }

    /** The result of what is done. */
    static Result result(CompletableFuture<Result> done) {
        return unwrapped(done);
    }

    private static <T> T unwrapped(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ClientException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void awaitDone(Pending pending) {
        boolean interrupted = false;
        while (!pending.isDone()) {
            // A selector does not wait for an interrupted thread.
            interrupted |= Thread.interrupted();
            receiveOrWait(pending, pending::park);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Receives until it is done or this thread is interrupted, or waits while another thread receives. */
    private void receiveOrWait(CompletableFuture<?> what, Runnable park) {
        if (!turns.take()) {
            turns.await(park, what::isDone);
            return;
        }
        try {
            while (!what.isDone() && !Thread.currentThread().isInterrupted()) {
                engine.receive();
            }
        } finally {
            turns.handOver();
        }
    }

    private void requireOtherThread() {
        if (turns.isMine()) {
            throw new IllegalStateException("a callback must not block: it runs on the thread that receives; call the "
                    + "asynchronous form there, or continue on another thread with thenApplyAsync");
        }
    }
}
