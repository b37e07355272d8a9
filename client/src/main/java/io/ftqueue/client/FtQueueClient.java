package io.ftqueue.client;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A client of the queues.
 *
 * <pre>{@code
 * try (FtQueueClient client = FtQueueClient.connect()) {
 *     ReplicatedQueue<String> jobs = client.queue("jobs", Codec.utf8());
 *     jobs.push("first");
 *     System.out.println(jobs.pop().orElse("nothing there"));
 *
 *     FTQueue queues = client.original();          // the seven operations on integers
 *     int queue = queues.qCreate(7);
 *     queues.qPush(queue, 42);
 *     System.out.println(queues.qPop(queue));
 * }
 * }</pre>
 *
 * <p><b>Promises.</b> An operation is executed at most once however often it must be sent, and the operations that one
 * thread hands in take effect in their order. What is answered is held by F + 1 servers, so F of them may crash at any
 * moment and it is not lost. When a server falls silent, the client asks all it knows who is there and turns to the
 * first that answers, with what is open under the same numbers; callers notice nothing but the delay.
 *
 * <p><b>Threads.</b> One client does for a whole program; it is safe for use by several threads. The blocking methods
 * do their own sending and receiving: a call costs no hand-off to another thread, which would take longer than the
 * server does. Where several threads wait, one of them receives for all. The asynchronous methods start one thread, a
 * daemon, that receives; they are the way to have many operations under way, which then share datagrams. What depends
 * on their futures runs on that thread, or on one that waits in a blocking method, and must not block.
 *
 * <p><b>Interrupts.</b> A blocking call ends when its answer is there or its time is up; an interrupt does not end it,
 * and the thread stays interrupted. Those that declare {@link InterruptedException} do end, and lose no item:
 * what a pop takes that nobody waits for any more goes back to its place.
 *
 * <p>The methods here that take ids and bytes are what {@link ReplicatedQueue} is made of, for those who want no codec.
 */
public final class FtQueueClient implements AutoCloseable {

    private final Engine engine;
    private final Calls calls;
    private final FTQueue original;

    private FtQueueClient(ClientConfig config, List<InetSocketAddress> servers) throws IOException {
        var turns = new Turns();
        engine = new Engine(config, servers, turns);
        calls = new Calls(engine, turns);
        original = new OriginalQueues(calls);
    }

    /**
     * Finds the servers of this host, by multicast over loopback, as {@link ClientConfig#defaults} says.
     *
     * @throws NoServerException if none answers within 10 seconds
     */
    public static FtQueueClient connect() {
        return connect(ClientConfig.defaults());
    }

    /**
     * Finds the servers through those given; one of the group is enough, more help if that one is away.
     *
     * @param server {@code host:port}
     * @param more the same
     * @throws IllegalArgumentException if one is not of that form or its name has no address
     * @throws NoServerException if none answers within 10 seconds
     */
    public static FtQueueClient connect(String server, String... more) {
        return connect(ClientConfig.of(
                Stream.concat(Stream.of(server), Arrays.stream(more)).toArray(String[]::new)));
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
            return new FtQueueClient(config, servers);
        } catch (IOException e) {
            throw new NoServerException("no server can be reached: " + e.getMessage(), e);
        }
    }

    /**
     * The queue with that label, which is made if there is none. All who ask for a label get the same queue.
     *
     * @param label 0 to 1,024 bytes as UTF-8
     * @param codec what makes items of values; every program that uses the queue must use the same
     * @throws ServerFullException if the server has hardly any room on its disk; there may be no such queue then
     * @throws IllegalArgumentException if the label is too long
     */
    public <T> ReplicatedQueue<T> queue(String label, Codec<T> codec) {
        return new ClientQueue<>(engine, calls, new QueueName(create(label), label), codec);
    }

    /**
     * The queue with that id. Nobody is asked whether there is one: {@link ReplicatedQueue#exists} tells.
     *
     * @param id the servers' id, as {@link ReplicatedQueue#id} and the commands tell it
     */
    public <T> ReplicatedQueue<T> queue(long id, Codec<T> codec) {
        return new ClientQueue<>(engine, calls, new QueueName(id, null), codec);
    }

    /** The queue with that label, if there is one; none is made. */
    public <T> Optional<ReplicatedQueue<T>> findQueue(String label, Codec<T> codec) {
        OptionalLong id = id(label);
        return id.isPresent()
                ? Optional.of(new ClientQueue<>(engine, calls, new QueueName(id.getAsLong(), label), codec))
                : Optional.empty();
    }

    /** The seven operations of the original program; the same object at each call. */
    public FTQueue original() {
        return original;
    }

    /** The id of the queue with that label, which is made if there is none. */
    public long create(byte[] label) {
        return Results.ok(call(new Operation.Create(label))).number();
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
                : OptionalLong.of(Results.ok(result).number());
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
        Results.ok(receipt.result(), new QueueName(queueId, null));
        return receipt.holding();
    }

    /** Takes the first item out; empty if the queue is. */
    public Optional<byte[]> pop(long queueId) {
        return Results.item(call(new Operation.Pop(queueId)), new QueueName(queueId, null));
    }

    /** Shows the first item and leaves it; empty if the queue is. */
    public Optional<byte[]> top(long queueId) {
        return Results.item(call(new Operation.Top(queueId)), new QueueName(queueId, null));
    }

    /** How many items the queue has. */
    public long size(long queueId) {
        return Results.ok(call(new Operation.Size(queueId)), new QueueName(queueId, null))
                .number();
    }

    /** Removes the queue with all its items. */
    public void destroy(long queueId) {
        Results.ok(call(new Operation.Destroy(queueId)), new QueueName(queueId, null));
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
        return calls.call(operation);
    }

    /**
     * Hands in an operation and does not wait. The future fails as {@link #call} does, and with
     * {@link TooManyOperationsException} if too much waits already. What depends on it runs on the receiving thread and
     * must not block; operations handed in there share a datagram. Cancelling the future gives the operation up: an
     * item that it takes all the same goes back to its queue.
     */
    public CompletableFuture<Result> submit(Operation operation) {
        return Promise.of(() -> engine.submit(operation, engine.timeoutNanos()), Pending::join);
    }

    /** The same; tells also how many servers hold what was done, and whether it is on disk. */
    public CompletableFuture<Receipt> submitForReceipt(Operation operation) {
        return Promise.of(
                () -> engine.submit(operation, engine.timeoutNanos()),
                pending -> new Receipt(pending.join(), pending.holding));
    }

    /**
     * Waits at the servers until the queue has an item, without asking again and again. Another client may take that
     * item first: then pop finds nothing, and it is time to wait again. The wait goes on where a server is lost
     * meanwhile. What depends on the future runs on the receiving thread and must not block.
     *
     * @param timeout how long to wait at most
     * @return true when there was an item, false when the time is up; fails with {@link NoQueueException} if there is
     *     no such queue, and with {@link ClosedException} when the client is closed
     */
    public CompletableFuture<Boolean> awaitItem(long queueId, Duration timeout) {
        try {
            return engine.awaitItem(queueId, Times.nanos(timeout));
        } catch (ClosedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The servers this client knows, the one it talks to first. */
    public List<String> servers() {
        return engine.servers();
    }

    /**
     * Ends the client. What is under way has a second to be answered, then it fails with {@link
     * OutcomeUnknownException}; nothing more is taken. In a callback it does not wait. To close twice does no harm.
     */
    @Override
    public void close() {
        calls.close();
    }
}
