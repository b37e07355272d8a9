package io.ftqueue.cli;

import io.ftqueue.client.ClientException;
import io.ftqueue.client.FtQueueClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Waits for items at the servers, in a way that Ctrl-C ends. */
final class ItemWait {

    private static final double MAX_SECONDS = 86_400;

    private final FtQueueClient client;
    private final long queueId;

    ItemWait(FtQueueClient client, long queueId) {
        this.client = client;
        this.queueId = queueId;
    }

    /** Whether somebody may wait that long. */
    static boolean isPossible(double seconds) {
        return seconds >= 0 && seconds <= MAX_SECONDS;
    }

    /** What an attempt gives, which is repeated when there is an item; empty if there was none in time. */
    <T> Optional<T> first(double seconds, Supplier<Optional<T>> attempt) throws InterruptedException {
        long end = System.nanoTime() + Math.round(seconds * 1e9);
        Optional<T> found = attempt.get();
        long left = end - System.nanoTime();
        while (found.isEmpty() && left > 0) {
            until(Duration.ofNanos(left));
            found = attempt.get();
            left = end - System.nanoTime();
        }
        return found;
    }

    private void until(Duration patience) throws InterruptedException {
        CompletableFuture<Boolean> there = client.awaitItem(queueId, patience);
        try {
            there.get();
        } catch (InterruptedException e) {
            there.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClientException failure) {
                throw failure;
            }
            throw new IllegalStateException("waiting has failed", e);
        }
    }
}
