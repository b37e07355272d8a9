package io.ftqueue.client;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Takes an item, and waits at the servers for one where there is none: asks, waits for the hint that there may be one,
 * asks again. An item that nobody receives in the end, because the thread was interrupted or the future cancelled,
 * goes back.
 *
 * @param <R> what is made of the answer
 */
final class Taking<R> {

    private final Engine engine;
    private final long queueId;
    private final Operation operation;
    private final Function<Result, R> value;

    /**
     * For one call.
     *
     * @param operation takes the first item; its result may be EMPTY
     * @param value what any other result means
     */
    Taking(Engine engine, long queueId, Operation operation, Function<Result, R> value) {
        this.engine = engine;
        this.queueId = queueId;
        this.operation = operation;
        this.value = value;
    }

    /** What takes the first item. */
    Operation operation() {
        return operation;
    }

    /** Waits in the calling thread. */
    Optional<R> poll(Calls calls, long waitNanos) throws InterruptedException {
        long end = System.nanoTime() + waitNanos;
        while (true) {
            Result result = calls.callInterruptibly(operation, patience(end));
            if (result.code() != ResultCode.EMPTY) {
                return Optional.of(value.apply(result));
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            calls.awaitItem(queueId, left);
        }
    }

    /** Does not wait. */
    CompletableFuture<Optional<R>> submit(long waitNanos) {
        var promise = new Promise<Optional<R>>();
        submit(promise, waitNanos);
        return promise;
    }

    /** The same as the next steps of something. */
    void submit(Promise<Optional<R>> promise, long waitNanos) {
        ask(promise, System.nanoTime() + waitNanos);
    }

    private void ask(Promise<Optional<R>> promise, long end) {
        promise.ask(() -> engine.submit(operation, patience(end)), pending -> {
            Result result = pending.join();
            long left = end - System.nanoTime();
            if (result.code() != ResultCode.EMPTY) {
                promise.settle(Optional.of(value.apply(result)));
            } else if (left <= 0) {
                promise.settle(Optional.empty());
            } else {
                await(promise, left, end);
            }
        });
    }

    private void await(Promise<Optional<R>> promise, long left, long end) {
        CompletableFuture<Boolean> hint = engine.awaitItem(queueId, left);
        if (promise.follow(() -> hint.cancel(false))) {
            CompletableFuture<?> unused = hint.whenComplete((there, failure) -> promise.guard(() -> {
                if (failure == null || failure instanceof NoQueueException) {
                    // Only an operation knows for sure.
                    ask(promise, end);
                } else if (!hint.isCancelled()) {
                    promise.fail(failure);
                }
            }));
        }
    }

    /** A server has the usual time to answer; whoever waits for longer anyway does not give up earlier. */
    private long patience(long end) {
        return Math.max(engine.timeoutNanos(), end - System.nanoTime());
    }
}
