package io.ftqueue.tests.system;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.client.OutcomeUnknownException;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Clients that push and pop as fast as they are answered, each with a connection of its own, and keep a ledger. */
final class Load {

    private static final int DRAINED_AT_ONCE = 200;

    private final ClientConfig config;
    private final long queue;
    private final Ledger ledger = new Ledger();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong answeredNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGapNanos = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopping;

    private Load(ClientConfig config, long queue) {
        this.config = config;
        this.queue = queue;
    }

    /** Starts clients on a queue of that label, which must be empty. */
    static Load start(ClientConfig config, String label, int producers, int consumers) {
        long queue;
        try (FtQueueClient client = FtQueueClient.connect(config)) {
            queue = client.create(label);
        }
        var load = new Load(config, queue);
        for (int i = 0; i < producers; i++) {
            Ledger.Producer producer = load.ledger.producer();
            load.start("producer-" + i, client -> load.push(client, producer));
        }
        for (int i = 0; i < consumers; i++) {
            Ledger.Consumer consumer = load.ledger.consumer();
            load.start("consumer-" + i, client -> load.pop(client, consumer));
        }
        return load;
    }

    /** How many operations have been answered. */
    long answers() {
        return answers.get();
    }

    /** The longest time without any answer since {@link #resetGap}. */
    long longestGapMillis() {
        long now = System.nanoTime();
        return TimeUnit.NANOSECONDS.toMillis(Math.max(longestGapNanos.get(), now - answeredNanos.get()));
    }

    void resetGap() {
        longestGapNanos.set(0);
    }

    /** Lets the operations under way end, pops what is left, and returns the books. Every client must have gone on. */
    Ledger stop() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting", e);
            }
        }
        if (failure.get() != null) {
            throw new AssertionError("a client gave up", failure.get());
        }
        try (FtQueueClient client = FtQueueClient.connect(config)) {
            drain(client);
        }
        return ledger;
    }

    private void start(String name, Consumer<FtQueueClient> work) {
        var thread = new Thread(
                () -> {
                    try (FtQueueClient client = FtQueueClient.connect(config)) {
                        work.accept(client);
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private void push(FtQueueClient client, Ledger.Producer producer) {
        while (!stopping) {
            byte[] item =
                    ByteBuffer.allocate(Long.BYTES).putLong(producer.next()).array();
            try {
                client.push(queue, item);
                noteAnswer();
            } catch (OutcomeUnknownException e) {
                producer.doubt();
            }
        }
    }

    private void pop(FtQueueClient client, Ledger.Consumer consumer) {
        while (!stopping) {
            long began = System.nanoTime();
            try {
                Optional<byte[]> item = client.pop(queue);
                noteAnswer();
                item.ifPresent(bytes -> consumer.popped(number(bytes), began, System.nanoTime()));
            } catch (OutcomeUnknownException e) {
                consumer.doubt();
            }
        }
    }

    private void drain(FtQueueClient client) {
        Ledger.Consumer consumer = ledger.consumer();
        boolean more = true;
        while (more) {
            long began = System.nanoTime();
            List<CompletableFuture<Result>> pops = new ArrayList<>();
            for (int i = 0; i < DRAINED_AT_ONCE; i++) {
                pops.add(client.submit(new Operation.Pop(queue)));
            }
            for (CompletableFuture<Result> pop : pops) {
                Result result = pop.join();
                more = result.code() == ResultCode.OK;
                if (more) {
                    consumer.popped(number(result.item()), began, System.nanoTime());
                } else if (result.code() != ResultCode.EMPTY) {
                    throw new AssertionError("popping what is left was answered with " + result.code());
                }
            }
        }
    }

    private void noteAnswer() {
        answers.incrementAndGet();
        long now = System.nanoTime();
        long gap = now - answeredNanos.getAndSet(now);
        longestGapNanos.accumulateAndGet(gap, Math::max);
    }

    private static long number(byte[] item) {
        return ByteBuffer.wrap(item).getLong();
    }
}
