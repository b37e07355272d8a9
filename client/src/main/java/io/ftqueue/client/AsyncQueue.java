package io.ftqueue.client;

import io.ftqueue.queue.Holding;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The operations of a {@link ReplicatedQueue} without waiting. They take effect in the order of the calls of a thread,
 * and share datagrams where several are under way.
 *
 * <p><b>Failures</b> end the future: the exceptions are those of {@link ReplicatedQueue}, as causes of the
 * {@link java.util.concurrent.CompletionException} or {@link java.util.concurrent.ExecutionException} that
 * {@code join} and {@code get} throw. Only a bad argument throws at once.
 *
 * <p><b>Back-pressure.</b> What is under way is kept in memory, up to {@link ClientConfig#maxWaitingBytes}. Beyond that
 * the future fails at once with {@link TooManyOperationsException} and nothing was done; no call ever blocks. Batches
 * do not fail so: they hand in the next part when there is room.
 *
 * <p><b>Callbacks</b> run on the thread that receives for the client, or on the calling thread if the answer is there
 * already. They must not block; the blocking methods throw an {@link IllegalStateException} there. What they hand in
 * shares datagrams. Use {@code thenApplyAsync} and the like for longer work.
 *
 * <p><b>Giving up.</b> {@code cancel}, {@code orTimeout} and {@code completeOnTimeout} on a future of this class give
 * the operation up: an item that it takes all the same goes back to its place in the queue. If the answer is there
 * already, they return false or do nothing, and the future ends with the answer. On a future that was made from one, by
 * {@code thenApply} for instance, they do not reach the operation.
 *
 * @param <T> the values; never null
 */
public interface AsyncQueue<T> {

    /** Appends a value; see {@link ReplicatedQueue#push}. */
    CompletableFuture<Holding> push(T value);

    /** Appends values in their order; see {@link ReplicatedQueue#pushAll}. It cannot be given up. */
    CompletableFuture<Holding> pushAll(Collection<? extends T> values);

    /** Takes the first value out; see {@link ReplicatedQueue#pop}. */
    CompletableFuture<Optional<T>> pop();

    /** Takes the first value out and waits for one; see {@link ReplicatedQueue#poll}. */
    CompletableFuture<Optional<T>> poll(Duration wait);

    /** Takes several values out; see {@link ReplicatedQueue#popUpTo}. It cannot be given up. */
    CompletableFuture<List<T>> popUpTo(int max);

    /** The first value, which stays; see {@link ReplicatedQueue#peek}. */
    CompletableFuture<Optional<T>> peek();

    /**
     * Takes the first value under a lease; see {@link ReplicatedQueue#take(LeaseOptions)}. A value that is taken
     * though it was given up is given back, and counts as delivered.
     */
    CompletableFuture<Optional<Leased<T>>> take(LeaseOptions options);

    /** Waits for a value and takes it under a lease; see {@link ReplicatedQueue#take(LeaseOptions, Duration)}. */
    CompletableFuture<Optional<Leased<T>>> take(LeaseOptions options, Duration wait);

    /** How many values are there; see {@link ReplicatedQueue#size}. */
    CompletableFuture<Long> size();

    /** Removes the queue; see {@link ReplicatedQueue#destroy}. */
    CompletableFuture<Void> destroy();
}
