package io.ftqueue.cli;

import io.ftqueue.cli.BenchRun.Figures;
import io.ftqueue.cli.LocalServers.Keeping;
import io.ftqueue.client.ClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how many operations servers on this host answer, and how fast. */
@Command(
        name = "bench",
        description = "Start servers on loopback, push and pop against them from this process, and print figures.")
final class BenchCommand extends CliCommand {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(names = "--servers", paramLabel = "N", description = "How many servers (default: 3).")
    private int servers = 3;

    @Option(
            names = "--outstanding",
            paramLabel = "W",
            split = ",",
            description = "How many operations are under way at a time, one run each (default: 1,256).")
    private List<Integer> outstanding = List.of(1, 256);

    @Option(names = "--clients", paramLabel = "N", description = "Over how many connections (default: 1).")
    private int clients = 1;

    @Option(names = "--seconds", paramLabel = "S", description = "How long a run is measured (default: 5).")
    private int seconds = 5;

    @Option(names = "--warmup", paramLabel = "S", description = "How long it runs before that (default: 3).")
    private int warmup = 3;

    @Option(names = "--item-bytes", paramLabel = "N", description = "The size of an item (default: 8).")
    private int itemBytes = 8;

    @Option(
            names = "--merge",
            paramLabel = "N",
            split = ",",
            description = "Instead of that, split 4 servers in two, push N items on both sides together, and heal; one "
                    + "merge each.")
    private List<Long> merges = List.of();

    @Option(
            names = {"--failures", "-F"},
            paramLabel = "F",
            description = "The servers answer when F + 1 of them hold an operation (default: 1).")
    private int failures = 1;

    @Option(
            names = "--durability",
            paramLabel = "MODE",
            split = ",",
            description = "memory, async or fsync, one set of runs each (default: memory).")
    private List<Keeping> durability = List.of(Keeping.MEMORY);

    /** For picocli, which sets the fields. */
    BenchCommand() {}

    @Override
    int run() throws IOException, InterruptedException {
        check(servers >= 1 && servers <= 64, "--servers must be 1 to 64");
        check(clients >= 1, "--clients must be at least 1");
        check(seconds >= 1 && warmup >= 0, "--seconds must be at least 1, --warmup at least 0");
        check(itemBytes >= 0 && itemBytes <= 60_000, "--item-bytes must be 0 to 60000");
        check(outstanding.stream().allMatch(w -> w >= 1 && w <= 1_024L * clients), "--outstanding: 1 to 1024 a client");
        check(merges.stream().allMatch(n -> n >= 0 && n <= 10_000_000), "--merge: 0 to 10000000 items");
        String machine = Machine.describe();
        String commit = Machine.commit();
        output().line("machine   " + machine);
        output().line("commit    " + commit);
        output().json(result -> result.put("machine", machine).put("commit", commit));
        if (!merges.isEmpty()) {
            return merge();
        }
        for (Keeping keeping : durability) {
            int exit = run(keeping);
            if (exit != ExitCode.OK) {
                return exit;
            }
        }
        return ExitCode.OK;
    }

    private int run(Keeping keeping) throws IOException, InterruptedException {
        words(
                "settings  %d servers and 1 client as processes on loopback, F=%d, %s, %d-byte items, "
                        + "push/pop 50/50, %d s after %d s%n",
                servers, failures, keeping, itemBytes, seconds, warmup);
        words("%12s %12s %10s %10s %10s %12s%n", "outstanding", "ops/s", "p50 us", "p99 us", "p99.9 us", "CPU us/op");
        try (var local = new LocalServers(servers, List.of("--failures", String.valueOf(failures)), keeping)) {
            local.awaitOneConfiguration(PATIENCE);
            for (int each : outstanding) {
                print(keeping, local, each);
            }
            return ExitCode.OK;
        } catch (TimeoutException | ClientException | IllegalStateException e) {
            return complain("the bench failed: " + e.getMessage(), ExitCode.FAILED);
        }
    }

    private int merge() throws IOException, InterruptedException {
        words(
                "settings  2+2 servers as processes on loopback, F=%d, %s, %d-byte items, "
                        + "a client a side that pushes and pops every ms%n",
                failures, durability.get(0), itemBytes);
        words("%12s %14s %16s %16s%n", "diverged", "healed ms", "longest wait ms", "usual wait ms");
        try (var local = new LocalServers(4, List.of("--failures", String.valueOf(failures)), durability.get(0))) {
            var bench = new MergeBench(local, itemBytes);
            for (long each : merges) {
                MergeBench.Figures figures = measureMerge(bench, each);
                words(
                        "%,12d %,14.0f %,16.0f %,16.0f%n",
                        each, figures.healed() / 1e6, figures.longestWait() / 1e6, figures.usualWait() / 1e6);
                output().json(result -> result.withArray("/merges")
                        .addObject()
                        .put("diverged", each)
                        .put("healedMillis", figures.healed() / 1e6)
                        .put("longestWaitMillis", figures.longestWait() / 1e6)
                        .put("usualWaitMillis", figures.usualWait() / 1e6));
            }
            return ExitCode.OK;
        } catch (TimeoutException | ClientException | IllegalStateException e) {
            return complain("the bench failed: " + e.getMessage(), ExitCode.FAILED);
        }
    }

    private void print(Keeping keeping, LocalServers local, int each) throws InterruptedException {
        var pids = new ArrayList<Long>();
        local.servers().forEach(server -> pids.add(server.pid()));
        pids.add(ProcessHandle.current().pid());
        var used = new Duration[1];
        var config = local.clientConfig().withMaxOutstanding(1_024);
        Figures figures;
        Progress progress = Progress.ofSeconds(each + " outstanding", warmup + (long) seconds);
        try {
            figures = new BenchRun(config, each, clients, itemBytes).measure(warmup, () -> {
                Duration before = Machine.processorTime(pids);
                TimeUnit.SECONDS.sleep(seconds);
                used[0] = Machine.processorTime(pids).minus(before);
            });
        } finally {
            progress.close();
        }
        Histogram latencies = figures.latencies();
        words(
                "%12d %,12.0f %,10d %,10d %,10d %12.2f%n",
                each,
                figures.perSecond(),
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                used[0].toNanos() / 1_000.0 / Math.max(1, figures.operations()));
        output().json(result -> result.withArray("/runs")
                .addObject()
                .put("servers", servers)
                .put("failures", failures)
                .put("keeping", keeping.toString())
                .put("itemBytes", itemBytes)
                .put("outstanding", each)
                .put("operationsPerSecond", figures.perSecond())
                .put("p50Micros", latencies.getValueAtPercentile(50))
                .put("p99Micros", latencies.getValueAtPercentile(99))
                .put("p999Micros", latencies.getValueAtPercentile(99.9))
                .put("processorMicrosPerOperation", used[0].toNanos() / 1_000.0 / Math.max(1, figures.operations())));
    }

    private static MergeBench.Figures measureMerge(MergeBench bench, long items)
            throws InterruptedException, IOException, TimeoutException {
        try (Progress progress = Progress.of("merge of " + items, -1, "")) {
            MergeBench.Figures figures = bench.measure(items);
            progress.add(1);
            return figures;
        }
    }

    private void words(String format, Object... values) {
        output().text(String.format(Locale.ROOT, format, values));
    }
}
