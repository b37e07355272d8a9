package io.ftqueue.client;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Operation.Take;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A value that was taken under a lease: nobody else gets it until the lease runs out. {@link #ack} says that it is done
 * with and removes it. {@link #nack}, {@link #close} and the end of the lease put it back to its place in the queue,
 * from where it is delivered again; if that was its last delivery allowed, it goes to the dead-letter queue instead.
 *
 * <pre>{@code
 * while (running) {
 *     Optional<Leased<String>> next = jobs.take(Duration.ofSeconds(30), Duration.ofMinutes(1));
 *     if (next.isPresent()) {
 *         try (Leased<String> job = next.get()) {
 *             work(job.value());
 *             job.ack();   // without this, close() gives it back at once
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>A lease is a matter of time: what takes longer than it may be done twice, at the same time even. So choose it well
 * above what the work takes, or {@link #extend} it meanwhile. Safe for use by several threads.
 *
 * @param <T> the value; never null
 */
public final class Leased<T> implements AutoCloseable {

    private final Engine engine;
    private final Calls calls;
    private final QueueName queue;
    private final Codec<T> codec;
    private final byte[] item;
    private final long receipt;

    /** It is known that the lease is over. */
    private final AtomicBoolean over = new AtomicBoolean();

    Leased(Engine engine, Calls calls, QueueName queue, Codec<T> codec, Result taken) {
        this.engine = engine;
        this.calls = calls;
        this.queue = queue;
        this.codec = codec;
        this.item = Results.present(taken.item());
        this.receipt = taken.number();
    }

    /**
     * The value, decoded anew at each call.
     *
     * @throws UndecodableItemException if the codec cannot; the item is still under the lease, so that {@link #nack}
     *     brings it closer to the dead-letter queue and {@link #ack} removes it
     */
    public T value() {
        return Results.decode(codec, item);
    }

    /** How often it has been delivered, this time included: 1 to 65,535, where counting ends. */
    public int deliveries() {
        return Take.deliveriesOf(receipt);
    }

    /**
     * It is done with: removes it.
     *
     * @throws LeaseEndedException if the lease is over; the value may be with somebody else
     * @throws OutcomeUnknownException if no answer came in time. Calling this again does no harm, but then a
     *     {@link LeaseEndedException} may come from the first call having succeeded
     */
    public void ack() {
        end(new Operation.Ack(queue.id(), receipt));
    }

    /**
     * Gives it back at once.
     *
     * @throws LeaseEndedException if the lease is over
     */
    public void nack() {
        nack(Duration.ZERO);
    }

    /**
     * Gives it back after a while, during which nobody gets it.
     *
     * @param delay 0 to 24 hours
     * @throws LeaseEndedException if the lease is over
     */
    public void nack(Duration delay) {
        end(new Operation.Nack(queue.id(), receipt, LeaseOptions.millis("a delay", delay, 0)));
    }

    /**
     * Lets the lease last that long from now on, be that longer or shorter than before.
     *
     * @param lease 1 millisecond to 24 hours
     * @throws LeaseEndedException if the lease is over
     */
    public void extend(Duration lease) {
        check(calls.call(new Operation.Extend(queue.id(), receipt, LeaseOptions.millis("a lease", lease, 1)))
                .result());
    }

    /** {@link #ack} without waiting; failures end the future. */
    public CompletableFuture<Void> ackAsync() {
        return submit(new Operation.Ack(queue.id(), receipt), true);
    }

    /** {@link #nack(Duration)} without waiting; failures end the future. */
    public CompletableFuture<Void> nackAsync(Duration delay) {
        return submit(new Operation.Nack(queue.id(), receipt, LeaseOptions.millis("a delay", delay, 0)), true);
    }

    /** {@link #extend} without waiting; failures end the future. */
    public CompletableFuture<Void> extendAsync(Duration lease) {
        return submit(new Operation.Extend(queue.id(), receipt, LeaseOptions.millis("a lease", lease, 1)), false);
    }

    /**
     * Gives it back unless it was acknowledged or given back. Does not wait, and does not fail: should this not reach a
     * server, the end of the lease does the same later.
     */
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            CompletableFuture<Void> unused = submit(new Operation.Nack(queue.id(), receipt, 0), true);
        }
    }

    @Override
    public String toString() {
        return "item of " + item.length + " bytes of " + queue + ", delivery " + deliveries();
    }

    private void end(Operation operation) {
        check(calls.call(operation).result());
        over.set(true);
    }

    private CompletableFuture<Void> submit(Operation operation, boolean ends) {
        return Promise.of(() -> engine.submit(operation, engine.timeoutNanos()), pending -> {
            check(pending.join());
            if (ends) {
                over.set(true);
            }
            return null;
        });
    }

    private void check(Result result) {
        if (result.code() == ResultCode.LEASE_ENDED) {
            over.set(true);
        }
        Results.ok(result, queue);
    }
}
