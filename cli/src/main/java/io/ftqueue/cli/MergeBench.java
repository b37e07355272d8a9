package io.ftqueue.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.cli.LocalServers.ServerProcess;
import io.ftqueue.client.ControlClient;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.codec.ClientFrame.Control;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Splits servers in two, lets both sides push, heals the split, and measures what clients feel of the merge. */
final class MergeBench {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int OUTSTANDING = 1_024;

    private final LocalServers local;
    private final List<List<ServerProcess>> sides;
    private final int itemBytes;

    /**
     * What was measured of a merge.
     *
     * @param healed from the command to heal until all servers had one state, in nanoseconds
     * @param longestWait the longest time between two answers to a client of either side meanwhile, in nanoseconds
     * @param usualWait the longest such time in the second before the heal
     */
    record Figures(long healed, long longestWait, long usualWait) {}

    MergeBench(LocalServers local, int itemBytes) {
        this.local = local;
        this.itemBytes = itemBytes;
        int half = local.servers().size() / 2;
        List<ServerProcess> all = local.servers();
        this.sides = List.of(all.subList(0, half), all.subList(half, all.size()));
    }

    /** Lets both sides together push so many items, and heals. */
    Figures measure(long diverged) throws InterruptedException, TimeoutException {
        local.awaitOneConfiguration(PATIENCE);
        control(Control.PARTITION, sides.stream().map(this::addresses).collect(Collectors.joining("/")));
        local.await("two components", PATIENCE, this::isSplit);
        for (List<ServerProcess> side : sides) {
            load(side, diverged / sides.size());
        }
        List<Probe> probes = new ArrayList<>();
        try {
            for (List<ServerProcess> side : sides) {
                probes.add(new Probe(side));
            }
            TimeUnit.MILLISECONDS.sleep(500);
            probes.forEach(Probe::reset);
            TimeUnit.SECONDS.sleep(1);
            long usual = worst(probes);
            probes.forEach(Probe::reset);
            long started = System.nanoTime();
            control(Control.HEAL, "");
            // The probes go on, so states are equal only for those that have executed the same.
            local.awaitOneConfiguration(PATIENCE);
            long healed = System.nanoTime() - started;
            TimeUnit.SECONDS.sleep(1);
            long longest = worst(probes);
            for (Probe probe : probes) {
                probe.close();
            }
            local.awaitEqualStates(PATIENCE);
            return new Figures(healed, longest, usual);
        } finally {
            probes.forEach(Probe::close);
        }
    }

    private static long worst(List<Probe> probes) {
        return probes.stream().mapToLong(Probe::worst).max().orElse(0);
    }

    private boolean isSplit(List<JsonNode> statuses) {
        return statuses.stream()
                .allMatch(status -> status.path("phase").asText().equals("SERVING")
                        && status.path("configuration").path("members").size() < statuses.size());
    }

    /** Pushes items on a side, many at a time. */
    private void load(List<ServerProcess> side, long items) throws InterruptedException {
        try (FtQueueClient client = clientOf(side)) {
            long queue = client.create("merge");
            byte[] item = new byte[itemBytes];
            var open = new Semaphore(OUTSTANDING);
            var failure = new AtomicReference<@Nullable Throwable>();
            for (long i = 0; i < items && failure.get() == null; i++) {
                open.acquire();
                var unused = client.submit(new Operation.Push(queue, item)).whenComplete((result, failed) -> {
                    if (failed != null) {
                        failure.compareAndSet(null, failed);
                    }
                    open.release();
                });
            }
            open.acquire(OUTSTANDING);
            Throwable failed = failure.get();
            if (failed != null) {
                throw new IllegalStateException("a push failed: " + failed.getMessage(), failed);
            }
        }
    }

    private FtQueueClient clientOf(List<ServerProcess> side) {
        List<InetSocketAddress> addresses = side.stream().map(local::address).toList();
        return FtQueueClient.connect(local.clientConfig().withServers(addresses).withMaxOutstanding(OUTSTANDING));
    }

    private String addresses(List<ServerProcess> side) {
        return side.stream()
                .map(server -> LocalServers.text(local.address(server)))
                .collect(Collectors.joining(","));
    }

    private void control(Control control, String body) {
        List<InetSocketAddress> addresses =
                local.servers().stream().map(local::address).toList();
        for (ControlClient.Outcome outcome : ControlClient.send(local.clientConfig(), addresses, control, body)) {
            if (!outcome.done()) {
                throw new IllegalStateException(control + ": " + outcome.text());
            }
        }
    }

    /** A client of one side that pushes and pops an item, and again a millisecond later. */
    private final class Probe implements AutoCloseable {

        private final FtQueueClient client;
        private final long queue;
        private final Thread thread = new Thread(this::run, "bench-probe");
        private volatile boolean stopping;
        private volatile long worst;
        private volatile long last;

        Probe(List<ServerProcess> side) {
            client = clientOf(side);
            queue = client.create("probe-" + side.get(0).name);
            last = System.nanoTime();
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            byte[] item = "x".getBytes(StandardCharsets.UTF_8);
            try {
                while (!stopping) {
                    client.push(queue, item);
                    note();
                    client.pop(queue);
                    note();
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            } catch (InterruptedException | RuntimeException e) {
                // What is under way when the probe is closed ends so; else the wait until now tells.
                note();
            }
        }

        private void note() {
            long now = System.nanoTime();
            worst = Math.max(worst, now - last);
            last = now;
        }

        void reset() {
            worst = 0;
        }

        /** The longest wait since the last reset, the one that is going on included. */
        long worst() {
            return Math.max(worst, System.nanoTime() - last);
        }

        @Override
        public void close() {
            stopping = true;
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            client.close();
        }
    }
}
