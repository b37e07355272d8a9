package io.ftqueue.cli;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.ClientException;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.client.OutcomeUnknownException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Clients that push and pop as fast as they are answered, and note what they were told. */
final class DemoLoad {

    private final ClientConfig config;
    private final long queueId;
    private final Ledger ledger;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong lastAnswerNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGapNanos = new AtomicLong();
    private final AtomicReference<@Nullable ClientException> failure = new AtomicReference<>();
    private volatile boolean stopping;

    DemoLoad(ClientConfig config, long queueId, Ledger ledger) {
        this.config = config;
        this.queueId = queueId;
        this.ledger = ledger;
    }

    void start(int pushers, int poppers) {
        for (int i = 0; i < pushers; i++) {
            String name = "item-" + i + "-";
            start("push-" + i, client -> push(client, name));
        }
        for (int i = 0; i < poppers; i++) {
            start("pop-" + i, this::pop);
        }
    }

    long operations() {
        return operations.get();
    }

    /** The longest time, of late, in which no client had an answer. */
    long longestGapNanos() {
        return Math.max(longestGapNanos.get(), System.nanoTime() - lastAnswerNanos.get());
    }

    /** Forgets the gaps so far. */
    void resetGap() {
        longestGapNanos.set(0);
    }

    /** Why a client gave up, or null. */
    @Nullable
    ClientException failure() {
        return failure.get();
    }

    /** Lets the operations under way end. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private interface Work {
        void run(FtQueueClient client);
    }

    private void start(String name, Work work) {
        var thread = new Thread(
                () -> {
                    try (FtQueueClient client = FtQueueClient.connect(config)) {
                        work.run(client);
                    } catch (ClientException e) {
                        failure.compareAndSet(null, e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private void push(FtQueueClient client, String name) {
        for (long i = 0; !stopping; i++) {
            String item = name + i;
            try {
                client.push(queueId, item.getBytes(StandardCharsets.UTF_8));
                ledger.pushed(item);
                noteAnswer();
            } catch (OutcomeUnknownException e) {
                ledger.pushInDoubt(item);
            }
        }
    }

    private void pop(FtQueueClient client) {
        while (!stopping) {
            try {
                Optional<byte[]> item = client.pop(queueId);
                item.ifPresent(bytes -> ledger.popped(new String(bytes, StandardCharsets.UTF_8)));
                noteAnswer();
            } catch (OutcomeUnknownException e) {
                ledger.popInDoubt();
            }
        }
    }

    private void noteAnswer() {
        operations.incrementAndGet();
        long now = System.nanoTime();
        long gap = now - lastAnswerNanos.getAndSet(now);
        if (gap > longestGapNanos.get()) {
            longestGapNanos.accumulateAndGet(gap, Math::max);
        }
    }
}
