package io.ftqueue.tests.system;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.FtQueueClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A client that pushes and one that pops, slowly and steadily, whatever becomes of the network, so that there is always
 * an operation under way. Every operation must be answered in time.
 */
final class Trickle {

    /** Seldom enough that servers can be seen with equal states in between. */
    private static final Duration BETWEEN = Duration.ofMillis(40);

    private final String name;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> popped = new ArrayList<>();
    private final AtomicInteger pushes = new AtomicInteger();
    private final AtomicInteger pops = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopping;

    /**
     * How far it has come.
     *
     * @param pushes how many items have been pushed; they are numbered from 0
     * @param pops how many pops were answered
     * @param popped how many of these with an item
     * @param longestMillis the longest that an operation has taken
     */
    record Mark(int pushes, int pops, int popped, long longestMillis) {

        static Mark parse(String text) {
            String[] words = text.split(" ", -1);
            return new Mark(
                    Integer.parseInt(words[0]),
                    Integer.parseInt(words[1]),
                    Integer.parseInt(words[2]),
                    Long.parseLong(words[3]));
        }

        @Override
        public String toString() {
            return pushes + " " + pops + " " + popped + " " + longestMillis;
        }
    }

    private Trickle(String name) {
        this.name = name;
    }

    /** Starts both clients. */
    static Trickle start(ClientConfig config, long queue, String name) {
        var trickle = new Trickle(name);
        trickle.start(config, client -> trickle.push(client, queue));
        trickle.start(config, client -> trickle.pop(client, queue));
        return trickle;
    }

    /** The item of that number. */
    static String item(String name, int number) {
        return "trickle." + name + "." + number;
    }

    Mark mark() {
        check();
        synchronized (popped) {
            return new Mark(pushes.get(), pops.get(), popped.size(), TimeUnit.NANOSECONDS.toMillis(longestNanos.get()));
        }
    }

    /** Lets the operations under way end, and returns what was popped. */
    List<String> stop() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting", e);
            }
        }
        check();
        synchronized (popped) {
            return List.copyOf(popped);
        }
    }

    private void start(ClientConfig config, Consumer<FtQueueClient> operation) {
        var thread = new Thread(
                () -> {
                    try (FtQueueClient client = FtQueueClient.connect(config)) {
                        while (!stopping) {
                            long began = System.nanoTime();
                            operation.accept(client);
                            longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
                            Await.pause(BETWEEN);
                        }
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                    }
                },
                "trickle-" + name + "-" + threads.size());
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private void push(FtQueueClient client, long queue) {
        client.push(queue, item(name, pushes.get()).getBytes(StandardCharsets.UTF_8));
        pushes.incrementAndGet();
    }

    private void pop(FtQueueClient client, long queue) {
        var item = client.pop(queue);
        synchronized (popped) {
            item.ifPresent(bytes -> popped.add(new String(bytes, StandardCharsets.UTF_8)));
        }
        pops.incrementAndGet();
    }

    private void check() {
        if (failure.get() != null) {
            throw new AssertionError("a client gave up", failure.get());
        }
    }
}
