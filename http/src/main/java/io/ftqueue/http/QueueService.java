package io.ftqueue.http;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.ClientException;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.client.NoServerException;
import io.ftqueue.client.Receipt;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queues as the servers keep them, through one client that all requests share. Nothing here waits; what fails fails
 * with the {@link Problem} to be told.
 */
final class QueueService implements AutoCloseable {

    /** A server that was not found is not looked for again at once. */
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final ClientConfig config;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private @Nullable FtQueueClient client;
    private @Nullable ClientException failure;
    private long failedNanos;
    private boolean closed;

    QueueService(ClientConfig config) {
        this.config = config;
    }

    /** The id of the queue with that label, which must be there. */
    CompletableFuture<Long> find(byte[] label) {
        return submit(new Operation.Lookup(label)).thenApply(receipt -> {
            if (receipt.result().code() == ResultCode.NO_QUEUE) {
                throw Problem.notFound("there is no queue " + Labels.shown(label));
            }
            return receipt.result().number();
        });
    }

    /** The id of the queue with that label, which is made if there is none. */
    CompletableFuture<Long> create(byte[] label) {
        return submit(new Operation.Create(label))
                .thenApply(receipt -> receipt.result().number());
    }

    /** Has an operation executed on a queue that must be there. Codes that tell of failures are problems. */
    CompletableFuture<Receipt> onQueue(Operation operation) {
        return submit(operation).thenApply(receipt -> {
            if (receipt.result().code() == ResultCode.NO_QUEUE) {
                throw Problem.notFound("the queue was destroyed just now");
            }
            return receipt;
        });
    }

    /** Has an operation executed; NO_QUEUE and EMPTY and the like are for the caller. */
    CompletableFuture<Receipt> submit(Operation operation) {
        try {
            return client().submitForReceipt(operation).thenApply(QueueService::check);
        } catch (ClientException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Waits until the queue has an item; false when the time is up. */
    CompletableFuture<Boolean> awaitItem(long queueId, Duration timeout) {
        try {
            return client().awaitItem(queueId, timeout);
        } catch (ClientException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** All of them, in their order, when the last one is done; those that have failed are null. */
    static CompletableFuture<List<@Nullable Receipt>> whicheverSucceeds(List<CompletableFuture<Receipt>> futures) {
        var settled = new ArrayList<CompletableFuture<@Nullable Receipt>>();
        for (CompletableFuture<Receipt> future : futures) {
            settled.add(future.handle((receipt, why) -> why == null ? receipt : null));
        }
        return CompletableFuture.allOf(settled.toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    var receipts = new ArrayList<@Nullable Receipt>();
                    settled.forEach(future -> receipts.add(future.join()));
                    return receipts;
                });
    }

    private static Receipt check(Receipt receipt) {
        Result result = receipt.result();
        return switch (result.code()) {
            case OK, EMPTY, NO_QUEUE, LEASE_ENDED, CONFLICT -> receipt;
            case TOO_LARGE ->
                throw new Problem(
                        HttpStatus.CONTENT_TOO_LARGE, "larger than these servers can order; it was not executed");
            case NO_ROOM ->
                throw new Problem(
                        HttpStatus.INSUFFICIENT_STORAGE,
                        "the server has hardly any room left on its disk; it was not executed");
            case STALE ->
                throw new Problem(
                        HttpStatus.GATEWAY_TIMEOUT,
                        "the servers no longer keep its result; it may have been executed or not");
        };
    }

    private FtQueueClient client() {
        lock.lock();
        try {
            FtQueueClient present = client;
            if (closed) {
                throw new Problem(HttpStatus.SERVICE_UNAVAILABLE, "this gateway is closing");
            }
            if (present == null) {
                present = connect();
                client = present;
            }
            return present;
        } finally {
            lock.unlock();
        }
    }

    private FtQueueClient connect() {
        ClientException last = failure;
        if (last != null && System.nanoTime() - failedNanos < RETRY_NANOS) {
            throw last;
        }
        try {
            return FtQueueClient.connect(config);
        } catch (NoServerException e) {
            failure = e;
            failedNanos = System.nanoTime();
            throw e;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (client != null) {
                client.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
