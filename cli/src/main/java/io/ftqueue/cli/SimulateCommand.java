package io.ftqueue.cli;

import io.ftqueue.simulator.Campaign;
import io.ftqueue.simulator.Campaign.CampaignReport;
import io.ftqueue.simulator.SimulationReport;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs whole clusters in one process, in virtual time, with every misfortune that a seed can think of. */
@Command(
        name = "simulate",
        description = "Run simulated clusters, one a seed; exit code 1 if one of them breaks a rule.")
final class SimulateCommand implements Callable<Integer> {

    private static final long PROGRESS_NANOS = 5_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Option(names = "--seeds", paramLabel = "N", description = "How many (default: 100; 1 with --seed).")
    private @Nullable Long seeds;

    @Option(names = "--seed", paramLabel = "S", description = "The first one (default: by the clock).")
    private @Nullable Long seed;

    @Option(names = "--threads", paramLabel = "N", description = "How many at a time (default: one a processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** For picocli, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    SimulateCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        long count = seeds != null ? seeds : seed != null ? 1 : 100;
        if (count < 1 || threads < 1) {
            throw new ParameterException(spec.commandLine(), "--seeds and --threads must be at least 1");
        }
        long first = seed != null ? seed : Math.floorMod(System.currentTimeMillis(), 1_000_000_000L) * 1_000;
        PrintWriter out = spec.commandLine().getOut();
        out.println("SEED=" + first + " SEEDS=" + count);
        var progress = new Progress(count, out);
        CampaignReport report = Campaign.run(first, count, threads, progress::ended);
        progress.printSummary(report);
        return report.failed().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Tells how far it is, and of failures at once. Called by one thread at a time. */
    private static final class Progress {

        private final long count;
        private final PrintWriter out;
        private final long startedNanos = System.nanoTime();
        private final AtomicLong ended = new AtomicLong();
        private long printedNanos = startedNanos;

        Progress(long count, PrintWriter out) {
            this.count = count;
            this.out = out;
        }

        void ended(SimulationReport report) {
            long done = ended.incrementAndGet();
            SimulationReport.Failure failure = report.failure();
            if (failure != null) {
                out.println(failure.line());
                failure.details().forEach(line -> out.println("  " + line));
                out.flush();
            }
            long now = System.nanoTime();
            if (now - printedNanos > PROGRESS_NANOS) {
                printedNanos = now;
                out.println("  " + done + " of " + count + " seeds");
                out.flush();
            }
        }

        /** What merges came to: a duplicate is an item that clients of several components were given. */
        private static String merges(Map<String, Long> totals) {
            return String.format(
                    Locale.ROOT,
                    "merges %,d, lost %,d, resurrected %,d, duplicates %,d (reported %,d, returned %,d)",
                    totals.getOrDefault("merges", 0L),
                    totals.getOrDefault("lost", 0L),
                    totals.getOrDefault("resurrected", 0L),
                    totals.getOrDefault("received twice", 0L),
                    totals.getOrDefault("duplicates reported", 0L),
                    totals.getOrDefault("items returned by merges", 0L));
        }

        void printSummary(CampaignReport report) {
            out.printf(
                    Locale.ROOT,
                    "%d seeds, %d failed, %.1f s%n",
                    report.runs(),
                    report.failed().size(),
                    (System.nanoTime() - startedNanos) / (double) TimeUnit.SECONDS.toNanos(1));
            out.println(merges(report.totals()));
            out.println(report.totals().entrySet().stream()
                    .map(total -> String.format(Locale.ROOT, "%s %,d", total.getKey(), total.getValue()))
                    .collect(Collectors.joining(", ")));
            if (!report.failed().isEmpty()) {
                out.println("FAILED SEEDS: "
                        + report.failed().stream()
                                .map(failed -> String.valueOf(failed.seed()))
                                .collect(Collectors.joining(" ")));
            }
        }
    }
}
