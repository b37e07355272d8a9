package io.ftqueue.cli;

import io.ftqueue.client.ClientException;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Many operations one after the other, of which a number is under way at a time. */
final class Pipeline {

    private static final int UNDER_WAY = 256;

    private final FtQueueClient client;
    private final Semaphore free = new Semaphore(UNDER_WAY);
    private final AtomicLong done = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Pipeline(FtQueueClient client) {
        this.client = client;
    }

    /** How many were answered with OK. */
    long done() {
        return done.get();
    }

    /** Hands in one more; throws what has gone wrong with an earlier one. */
    void submit(Operation operation) throws InterruptedException {
        free.acquire();
        if (failure.get() != null) {
            free.release();
            finish();
        }
        var unused = client.submit(operation).whenComplete((result, failed) -> {
            if (failed != null) {
                failure.compareAndSet(null, failed);
            } else {
                answered(result);
            }
            free.release();
        });
    }

    /** Waits for the answers; returns how many were OK. What goes wrong is thrown when all others are answered. */
    long finish() throws InterruptedException {
        free.acquire(UNDER_WAY);
        free.release(UNDER_WAY);
        Throwable failed = failure.get();
        if (failed instanceof ClientException || failed instanceof CommandException) {
            throw (RuntimeException) failed;
        }
        if (failed != null) {
            throw new IllegalStateException("an operation failed", failed);
        }
        return done();
    }

    private void answered(Result result) {
        switch (result.code()) {
            case OK -> done.incrementAndGet();
            // Others were faster, or what was taken went back: there is nothing to be done about it.
            case EMPTY, CONFLICT -> {}
            default -> failure.compareAndSet(null, CommandException.of(result.code()));
        }
    }
}
