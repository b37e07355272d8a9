package io.ftqueue.client;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Operations on one queue, waited for by the calling thread, which receives its answers itself. */
final class ClientQueue<T> implements ReplicatedQueue<T> {

    private final Calls calls;
    private final QueueName name;
    private final Codec<T> codec;
    private final ClientQueueAsync<T> async;

    ClientQueue(Engine engine, Calls calls, QueueName name, Codec<T> codec) {
        this.calls = calls;
        this.name = name;
        this.codec = codec;
        this.async = new ClientQueueAsync<>(engine, calls, name, codec);
    }

    @Override
    public Optional<String> label() {
        return Optional.ofNullable(name.label());
    }

    @Override
    public long id() {
        return name.id();
    }

    @Override
    public Holding push(T value) {
        Receipt receipt = calls.call(new Operation.Push(name.id(), async.encode(value)));
        Results.ok(receipt.result(), name);
        return receipt.holding();
    }

    @Override
    public Holding pushAll(Collection<? extends T> values) {
        return calls.join(() -> async.pushAll(values));
    }

    @Override
    public Optional<T> pop() {
        return item(new Operation.Pop(name.id()));
    }

    @Override
    public Optional<T> poll(Duration wait) throws InterruptedException {
        return poll(Times.nanos(wait));
    }

    Optional<T> poll(long waitNanos) throws InterruptedException {
        return async.popping().poll(calls, waitNanos);
    }

    @Override
    public List<T> popUpTo(int max) {
        return calls.join(() -> async.popUpTo(max));
    }

    @Override
    public Optional<T> peek() {
        return item(new Operation.Top(name.id()));
    }

    @Override
    public List<T> browse(int skip, int max) {
        if (skip < 0 || max < 0) {
            throw new IllegalArgumentException(
                    "skip " + skip + " and show " + max + " values; give numbers of 0 and more");
        }
        return stream(skip, max).toList();
    }

    @Override
    public Stream<T> stream() {
        return stream(0, Integer.MAX_VALUE);
    }

    private Stream<T> stream(int skip, int max) {
        Iterator<byte[]> items = new Pages(calls, name, skip, max);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(items, Spliterator.ORDERED), false)
                .map(item -> Results.decode(codec, item));
    }

    @Override
    public Optional<Leased<T>> take(LeaseOptions options) {
        Result result = call(async.taking(options, deadLetterId(options)).operation());
        return result.code() == ResultCode.EMPTY ? Optional.empty() : Optional.of(async.leased(result));
    }

    @Override
    public Optional<Leased<T>> take(LeaseOptions options, Duration wait) throws InterruptedException {
        return async.taking(options, deadLetterId(options)).poll(calls, Times.nanos(wait));
    }

    private long deadLetterId(LeaseOptions options) {
        Operation making = async.makesDeadLetter(options);
        return making == null ? async.deadLetterId(options) : async.noteDeadLetter(options, call(making));
    }

    @Override
    public long size() {
        return Results.ok(call(new Operation.Size(name.id())), name).number();
    }

    @Override
    public boolean exists() {
        return call(new Operation.Size(name.id())).code() != ResultCode.NO_QUEUE;
    }

    @Override
    public void destroy() {
        Results.ok(call(new Operation.Destroy(name.id())), name);
    }

    @Override
    public AsyncQueue<T> async() {
        return async;
    }

    @Override
    public BlockingQueue<T> asBlockingQueue() {
        return new BlockingQueueView<>(this);
    }

    @Override
    public String toString() {
        return name.toString();
    }

    private Optional<T> item(Operation operation) {
        return Results.item(call(operation), name).map(item -> Results.decode(codec, item));
    }

    private Result call(Operation operation) {
        return calls.call(operation).result();
    }
}
