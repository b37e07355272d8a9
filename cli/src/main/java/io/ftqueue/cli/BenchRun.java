package io.ftqueue.cli;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Virtual clients that each push an item, wait for the answer, pop one, wait for the answer, and so on. They share
 * {@code clients} connections; those of one connection run on the thread that receives for it.
 */
final class BenchRun {

    private static final long HIGHEST_MICROS = 60_000_000L;

    private final ClientConfig config;
    private final int outstanding;
    private final int clients;
    private final byte[] item;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean measuring;
    private volatile boolean stopping;

    /** What was measured: latencies in microseconds. */
    record Figures(long operations, double seconds, Histogram latencies) {
        double perSecond() {
            return operations / seconds;
        }
    }

    /** Runs while a measurement is on. */
    interface Meanwhile {
        void run() throws InterruptedException;
    }

    BenchRun(ClientConfig config, int outstanding, int clients, int itemBytes) {
        this.config = config;
        this.outstanding = outstanding;
        this.clients = Math.min(clients, outstanding);
        this.item = new byte[itemBytes];
    }

    /** Warms up, then measures for as long as {@code meanwhile} takes. */
    Figures measure(long warmupSeconds, Meanwhile meanwhile) throws InterruptedException {
        var lanes = new ArrayList<Lane>();
        try {
            for (int i = 0; i < clients; i++) {
                lanes.add(new Lane(outstanding / clients + (i < outstanding % clients ? 1 : 0)));
            }
            lanes.forEach(Lane::start);
            TimeUnit.SECONDS.sleep(warmupSeconds);
            measuring = true;
            long started = System.nanoTime();
            meanwhile.run();
            measuring = false;
            double seconds = (System.nanoTime() - started) / 1e9;
            stopping = true;
            for (Lane lane : lanes) {
                lane.await();
            }
            return figures(lanes, seconds);
        } finally {
            stopping = true;
            lanes.forEach(Lane::close);
        }
    }

    private Figures figures(List<Lane> lanes, double seconds) {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("an operation failed: " + failed.getMessage(), failed);
        }
        var all = new Histogram(HIGHEST_MICROS, 3);
        lanes.forEach(lane -> all.add(lane.latencies));
        return new Figures(all.getTotalCount(), seconds, all);
    }

    private void note(Histogram latencies, long startedNanos) {
        if (measuring) {
            latencies.recordValue(Math.min(HIGHEST_MICROS, (System.nanoTime() - startedNanos) / 1_000));
        }
    }

    /** A connection and the virtual clients on it. */
    private final class Lane {

        private final FtQueueClient client = FtQueueClient.connect(config);
        private final long queueId = client.create("bench");
        private final Histogram latencies = new Histogram(HIGHEST_MICROS, 3);
        private final int virtualClients;
        private final CountDownLatch ended;

        Lane(int virtualClients) {
            this.virtualClients = virtualClients;
            this.ended = new CountDownLatch(virtualClients);
        }

        void start() {
            if (virtualClients == 1) {
                // One at a time is what the blocking calls are for: they need no other thread.
                var thread = new Thread(this::callInTurn, "bench-caller");
                thread.setDaemon(true);
                thread.start();
            } else {
                for (int i = 0; i < virtualClients; i++) {
                    push();
                }
            }
        }

        void await() throws InterruptedException {
            ended.await();
        }

        void close() {
            client.close();
        }

        private void callInTurn() {
            try {
                while (!stopping) {
                    long pushed = System.nanoTime();
                    check(client.call(new Operation.Push(queueId, item)));
                    note(latencies, pushed);
                    long popped = System.nanoTime();
                    check(client.call(new Operation.Pop(queueId)));
                    note(latencies, popped);
                }
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            } finally {
                ended.countDown();
            }
        }

        private void push() {
            submit(new Operation.Push(queueId, item), this::pop);
        }

        private void pop() {
            submit(new Operation.Pop(queueId), this::push);
        }

        private void submit(Operation operation, Runnable next) {
            long started = System.nanoTime();
            var unused = client.submit(operation).whenComplete((result, failed) -> {
                note(latencies, started);
                if (failed != null) {
                    failure.compareAndSet(null, failed);
                } else if (result.code() != ResultCode.OK) {
                    failure.compareAndSet(null, new IllegalStateException(operation.kind() + ": " + result.code()));
                }
                if (stopping || failure.get() != null) {
                    ended.countDown();
                } else {
                    next.run();
                }
            });
        }

        private static void check(Result result) {
            if (result.code() != ResultCode.OK) {
                throw new IllegalStateException("an operation came to " + result.code());
            }
        }
    }
}
