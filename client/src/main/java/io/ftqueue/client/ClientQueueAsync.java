package io.ftqueue.client;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Operations on one queue, as the engine takes them. */
final class ClientQueueAsync<T> implements AsyncQueue<T> {

    private final Engine engine;
    private final Calls calls;
    private final QueueName name;
    private final Codec<T> codec;

    /** The ids of the queues for what nobody acknowledges, by label. */
    private final Map<String, Long> deadLetters = new ConcurrentHashMap<>();

    ClientQueueAsync(Engine engine, Calls calls, QueueName name, Codec<T> codec) {
        this.engine = engine;
        this.calls = calls;
        this.name = name;
        this.codec = codec;
    }

    @Override
    public CompletableFuture<Holding> push(T value) {
        var operation = new Operation.Push(name.id(), encode(value));
        return Promise.of(() -> submit(operation), pending -> {
            Results.ok(pending.join(), name);
            return pending.holding;
        });
    }

    @Override
    public CompletableFuture<Holding> pushAll(Collection<? extends T> values) {
        List<byte[]> items = new ArrayList<>(values.size());
        for (T value : values) {
            items.add(encode(value));
        }
        return PushingAll.start(engine, name, items);
    }

    @Override
    public CompletableFuture<Optional<T>> pop() {
        return item(new Operation.Pop(name.id()));
    }

    @Override
    public CompletableFuture<Optional<T>> poll(Duration wait) {
        return popping().submit(Times.nanos(wait));
    }

    @Override
    public CompletableFuture<List<T>> popUpTo(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("at most " + max + " values; ask for 0 or more");
        }
        return PoppingUpTo.start(engine, name, codec, max);
    }

    @Override
    public CompletableFuture<Optional<T>> peek() {
        return item(new Operation.Top(name.id()));
    }

    @Override
    public CompletableFuture<Optional<Leased<T>>> take(LeaseOptions options) {
        return take(options, Duration.ZERO);
    }

    @Override
    public CompletableFuture<Optional<Leased<T>>> take(LeaseOptions options, Duration wait) {
        long waitNanos = Times.nanos(wait);
        Operation making = makesDeadLetter(options);
        if (making == null) {
            return taking(options, deadLetterId(options)).submit(waitNanos);
        }
        var promise = new Promise<Optional<Leased<T>>>();
        promise.ask(
                () -> submit(making),
                pending ->
                        taking(options, noteDeadLetter(options, pending.join())).submit(promise, waitNanos));
        return promise;
    }

    /** A take that may wait. */
    Taking<Leased<T>> taking(LeaseOptions options, long deadLetterId) {
        var operation = new Operation.Take(name.id(), options.leaseMillis(), options.maxDeliveries(), deadLetterId);
        return new Taking<>(engine, name.id(), operation, this::leased);
    }

    Leased<T> leased(Result taken) {
        return new Leased<>(engine, calls, name, codec, Results.ok(taken, name));
    }

    /** What makes or finds the queue for what nobody acknowledges; null if there is none to be, or its id is known. */
    @Nullable
    Operation makesDeadLetter(LeaseOptions options) {
        String label = options.deadLetter();
        return label == null || deadLetters.containsKey(label)
                ? null
                : new Operation.Create(Codec.utf8().encode(label));
    }

    /** The id of the queue for what nobody acknowledges, which is known; 0 if there is none to be. */
    long deadLetterId(LeaseOptions options) {
        String label = options.deadLetter();
        Long id = label == null ? null : deadLetters.get(label);
        return id == null ? 0 : id;
    }

    /** Notes what {@link #makesDeadLetter} has brought. */
    long noteDeadLetter(LeaseOptions options, Result made) {
        String label = options.deadLetter();
        if (label != null) {
            deadLetters.put(label, Results.ok(made).number());
        }
        return deadLetterId(options);
    }

    @Override
    public CompletableFuture<Long> size() {
        return Promise.of(
                () -> submit(new Operation.Size(name.id())),
                pending -> Results.ok(pending.join(), name).number());
    }

    @Override
    public CompletableFuture<Void> destroy() {
        return Promise.of(() -> submit(new Operation.Destroy(name.id())), pending -> {
            Results.ok(pending.join(), name);
            return null;
        });
    }

    /** A pop that waits. */
    Taking<T> popping() {
        return new Taking<>(
                engine,
                name.id(),
                new Operation.Pop(name.id()),
                result -> Results.decode(
                        codec, Results.present(Results.ok(result, name).item())));
    }

    /** The item of a value, of a length that servers take. */
    byte[] encode(T value) {
        byte[] item = codec.encode(value);
        if (item.length > Operation.MAX_ITEM_BYTES) {
            throw new IllegalArgumentException("an item has at most " + Operation.MAX_ITEM_BYTES
                    + " bytes and this one would have " + item.length
                    + "; keep what is larger elsewhere and push where it is");
        }
        return item;
    }

    private CompletableFuture<Optional<T>> item(Operation operation) {
        return Promise.of(
                () -> submit(operation),
                pending -> Results.item(pending.join(), name).map(item -> Results.decode(codec, item)));
    }

    private Pending submit(Operation operation) {
        return engine.submit(operation, engine.timeoutNanos());
    }
}
