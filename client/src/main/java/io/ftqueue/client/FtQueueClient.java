package io.ftqueue.client;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A client of the queues. Each of its operations is executed at most once however often it must be sent, and operations
 * take effect in the order in which they were handed in. Safe for use by several threads.
 *
 * <p>The blocking methods do their own sending and receiving: a call costs no hand-off to another thread, which would
 * take longer than the server does. Where several threads wait, one of them receives for all. {@link #submit} starts a
 * thread that receives; it is the way to have many operations under way, which then share datagrams.
 *
 * <p>A blocking call ends when its answer is there or its time is up, an interrupt does not end it.
 */
public final class FtQueueClient implements AutoCloseable {

    /** A century, so that times can still be added. */
    private static final long FOR_EVER_NANOS = 3_155_760_000_000_000_000L;

    private final Engine engine;

    private FtQueueClient(Engine engine) {
        this.engine = engine;
    }

    /**
     * Finds the servers.
     *
     * @throws NoServerException if none answers within the timeout
     */
    public static FtQueueClient connect(ClientConfig config) {
        try (var discovery = new Discovery(config)) {
            var servers = discovery.first(config.timeout().toNanos());
            if (servers.isEmpty()) {
                throw new NoServerException(Discovery.nobody(config));
            }
            return new FtQueueClient(new Engine(config, servers));
        } catch (IOException e) {
            throw new NoServerException("no server can be reached: " + e.getMessage(), e);
        }
    }

    /** The id of the queue with that label, which is made if there is none. */
    public long create(byte[] label) {
        return ok(call(new Operation.Create(label))).number();
    }

    /** The id of the queue with that label. */
    public long create(String label) {
        return create(label.getBytes(StandardCharsets.UTF_8));
    }

    /** The id of the queue with that label, if there is one. */
    public OptionalLong id(byte[] label) {
        Result result = call(new Operation.Lookup(label));
        return result.code() == ResultCode.NO_QUEUE
                ? OptionalLong.empty()
                : OptionalLong.of(ok(result).number());
    }

    /** The id of the queue with that label, if there is one. */
    public OptionalLong id(String label) {
        return id(label.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Appends an item of at most {@link Operation#MAX_ITEM_BYTES} bytes; tells how safe it is then.
     *
     * @throws ServerFullException if the server has hardly any room left on its disk; nothing was appended
     */
    public Holding push(long queueId, byte[] item) {
        Receipt receipt = callForReceipt(new Operation.Push(queueId, item));
        requireQueue(receipt.result(), queueId);
        return receipt.holding();
    }

    /** Takes the first item out; empty if the queue is. */
    public Optional<byte[]> pop(long queueId) {
        return item(call(new Operation.Pop(queueId)), queueId);
    }

    /** Shows the first item and leaves it; empty if the queue is. */
    public Optional<byte[]> top(long queueId) {
        return item(call(new Operation.Top(queueId)), queueId);
    }

    /** How many items the queue has. */
    public long size(long queueId) {
        return requireQueue(call(new Operation.Size(queueId)), queueId).number();
    }

    /** Removes the queue with all its items. */
    public void destroy(long queueId) {
        requireQueue(call(new Operation.Destroy(queueId)), queueId);
    }

    /**
     * Has an operation executed and waits for its result, whichever it is.
     *
     * @throws OutcomeUnknownException if it was sent and no answer came in time
     * @throws NoServerException if it could not be sent in time
     */
    public Result call(Operation operation) {
        return callForReceipt(operation).result();
    }

    /** The same; tells also how many servers hold what was done, and whether it is on disk. */
    public Receipt callForReceipt(Operation operation) {
        return engine.call(operation);
    }

    /**
     * Hands in an operation and does not wait. The future fails as {@link #call} does. What depends on it runs on the
     * receiving thread and must not block; operations handed in there share a datagram.
     */
    public CompletableFuture<Result> submit(Operation operation) {
        return engine.submit(operation);
    }

    /** The same; tells also how many servers hold what was done, and whether it is on disk. */
    public CompletableFuture<Receipt> submitForReceipt(Operation operation) {
        return engine.submitForReceipt(operation);
    }

    /**
     * Waits at the servers until the queue has an item, without asking again and again. Another client may take that item
     * first: then pop finds nothing, and it is time to wait again. The wait goes on where a server is lost meanwhile. What
     * depends on the future runs on the receiving thread and must not block.
     *
     * @param timeout how long to wait at most
     * @return true when there was an item, false when the time is up; fails with {@link NoQueueException} if there is no
     *     such queue
     */
    public CompletableFuture<Boolean> awaitItem(long queueId, Duration timeout) {
        long nanos;
        try {
            nanos = timeout.toNanos();
        } catch (ArithmeticException e) {
            nanos = FOR_EVER_NANOS;
        }
        return engine.awaitItem(queueId, Math.max(0, Math.min(FOR_EVER_NANOS, nanos)));
    }

    /** The servers this client knows, the one it talks to first. */
    public List<String> servers() {
        return engine.servers();
    }

    /** Ends the client; what is under way fails with {@link OutcomeUnknownException}. */
    @Override
    public void close() {
        engine.close();
    }

    private static Optional<byte[]> item(Result result, long queueId) {
        if (result.code() == ResultCode.EMPTY) {
            return Optional.empty();
        }
        byte[] item = requireQueue(result, queueId).item();
        if (item == null) {
            throw new ClientException("a server answered without an item");
        }
        return Optional.of(item);
    }

    private static Result requireQueue(Result result, long queueId) {
        if (result.code() == ResultCode.NO_QUEUE) {
            throw new NoQueueException("there is no queue " + queueId);
        }
        return ok(result);
    }

    private static Result ok(Result result) {
        return switch (result.code()) {
            case OK -> result;
            case TOO_LARGE -> throw new ClientException("larger than these servers can order; it was not executed");
            case NO_ROOM ->
                throw new ServerFullException("the server has hardly any room left on its disk; it was not executed");
            case STALE ->
                throw new OutcomeUnknownException(
                        "the servers no longer keep its result; it may have been executed or not");
            case EMPTY, NO_QUEUE, CONFLICT, LEASE_ENDED ->
                throw new ClientException("a server answered " + result.code());
        };
    }
}
