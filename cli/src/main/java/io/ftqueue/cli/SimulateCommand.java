package io.ftqueue.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.simulator.Campaign;
import io.ftqueue.simulator.Campaign.CampaignReport;
import io.ftqueue.simulator.SimulationReport;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs whole clusters in one process, in virtual time, with every misfortune that a seed can think of. */
@Command(
        name = "simulate",
        description = "Run simulated clusters, one a seed; exit code 1 if one of them breaks a rule.")
final class SimulateCommand extends CliCommand {

    private static final long PROGRESS_NANOS = 5_000_000_000L;

    @Option(names = "--seeds", paramLabel = "N", description = "How many (default: 100; 1 with --seed).")
    private @Nullable Long seeds;

    @Option(names = "--seed", paramLabel = "S", description = "The first one (default: by the clock).")
    private @Nullable Long seed;

    @Option(names = "--threads", paramLabel = "N", description = "How many at a time (default: one a processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** For picocli, which sets the fields. */
    SimulateCommand() {}

    @Override
    int run() throws InterruptedException {
        long count = seeds != null ? seeds : seed != null ? 1 : 100;
        check(count >= 1 && threads >= 1, "--seeds and --threads must be at least 1");
        long first = seed != null ? seed : Math.floorMod(System.currentTimeMillis(), 1_000_000_000L) * 1_000;
        output().line("SEED=" + first + " SEEDS=" + count);
        output().json(result -> result.put("seed", first).put("seeds", count));
        CampaignReport report;
        var story = new Story(count, output());
        try (Progress progress = Progress.of("seeds", count, "")) {
            report = Campaign.run(first, count, threads, ended -> {
                progress.add(1);
                story.ended(ended);
            });
        }
        story.summary(report);
        return report.failed().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Tells how far it is, and of failures at once. Called by one thread at a time. */
    private static final class Story {

        private final long count;
        private final Output output;
        private final long startedNanos = System.nanoTime();
        private final AtomicLong ended = new AtomicLong();
        private long printedNanos = startedNanos;

        Story(long count, Output output) {
            this.count = count;
            this.output = output;
        }

        void ended(SimulationReport report) {
            long done = ended.incrementAndGet();
            SimulationReport.Failure failure = report.failure();
            if (failure != null) {
                output.line(failure.line());
                failure.details().forEach(line -> output.line("  " + line));
                output.json(result -> {
                    ObjectNode failed = result.withArray("/failures").addObject();
                    failed.put("seed", report.seed());
                    failed.put("line", failure.line());
                    failure.details().forEach(failed.withArray("/details")::add);
                });
            }
            long now = System.nanoTime();
            if (now - printedNanos > PROGRESS_NANOS && !Screen.isTerminal(Screen.STDERR)) {
                printedNanos = now;
                output.line("  " + done + " of " + count + " seeds");
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

        void summary(CampaignReport report) {
            double seconds = (System.nanoTime() - startedNanos) / (double) TimeUnit.SECONDS.toNanos(1);
            output.line(String.format(
                    Locale.ROOT,
                    "%d seeds, %d failed, %.1f s",
                    report.runs(),
                    report.failed().size(),
                    seconds));
            output.line(merges(report.totals()));
            output.line(report.totals().entrySet().stream()
                    .map(total -> String.format(Locale.ROOT, "%s %,d", total.getKey(), total.getValue()))
                    .collect(Collectors.joining(", ")));
            if (!report.failed().isEmpty()) {
                output.line("FAILED SEEDS: "
                        + report.failed().stream()
                                .map(failed -> String.valueOf(failed.seed()))
                                .collect(Collectors.joining(" ")));
            }
            output.json(result -> {
                result.put("runs", report.runs()).put("seconds", seconds);
                ArrayNode failed = result.putArray("failed");
                report.failed().forEach(each -> failed.add(each.seed()));
                ObjectNode totals = result.putObject("totals");
                report.totals().forEach(totals::put);
            });
        }
    }
}
