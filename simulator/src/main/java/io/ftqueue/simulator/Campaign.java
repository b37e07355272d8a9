package io.ftqueue.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Many runs, one a seed, on several threads. */
public final class Campaign {

    /** What the totals tell even if it never happened. */
    private static final List<String> WANTED =
            List.of("merges", "lost", "resurrected", "received twice", "duplicates reported");

    private final long firstSeed;
    private final long count;
    private final Consumer<SimulationReport> progress;
    private final AtomicLong next = new AtomicLong();
    private final List<SimulationReport> failed = new ArrayList<>();
    private final TreeMap<String, Long> totals = new TreeMap<>();

    private long runs;
    private @Nullable Throwable death;

    private Campaign(long firstSeed, long count, Consumer<SimulationReport> progress) {
        this.firstSeed = firstSeed;
        this.count = count;
        this.progress = progress;
    }

    /**
     * Runs the seeds {@code firstSeed} to {@code firstSeed + count - 1}.
     *
     * @param progress is told of every run when it has ended, in no particular order but never twice at once
     */
    public static CampaignReport run(long firstSeed, long count, int threads, Consumer<SimulationReport> progress)
            throws InterruptedException {
        var campaign = new Campaign(firstSeed, count, progress);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            var worker = new Thread(campaign::work, "simulation-" + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        campaign.requireWhole();
        return campaign.report();
    }

    private void work() {
        for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            SimulationReport report;
            try {
                report = Simulation.run(firstSeed + i);
            } catch (RuntimeException | Error broken) {
                died(broken);
                return;
            }
            ended(report);
        }
    }

    private synchronized void died(Throwable broken) {
        death = broken;
    }

    /** A campaign in which the simulator itself broke proves nothing, and must not look as if it did. */
    private synchronized void requireWhole() {
        if (death != null || runs != count) {
            throw new IllegalStateException(runs + " of " + count + " runs ended", death);
        }
    }

    private synchronized void ended(SimulationReport report) {
        runs++;
        if (!report.passed()) {
            failed.add(report);
        }
        add("events", report.events());
        add("virtual ms", report.virtualNanos() / SimulationOptions.MILLI);
        add("datagrams", report.datagrams());
        add("operations", report.operations());
        add("slots", report.slots());
        add("configurations", report.configurations());
        WANTED.forEach(what -> add(what, 0));
        report.faults().forEach(this::add);
        progress.accept(report);
    }

    private void add(String what, long amount) {
        totals.merge(what, amount, Long::sum);
    }

    private synchronized CampaignReport report() {
        failed.sort((one, other) -> Long.compare(one.seed(), other.seed()));
        return new CampaignReport(runs, failed, totals);
    }

    /**
     * What a campaign came to.
     *
     * @param runs how many seeds were run
     * @param failed the runs that broke a rule, by seed
     * @param totals sums over all runs, by name
     */
    public record CampaignReport(long runs, List<SimulationReport> failed, SortedMap<String, Long> totals) {
        public CampaignReport {
            failed = List.copyOf(failed);
            totals = Collections.unmodifiableSortedMap(new TreeMap<>(totals));
        }
    }
}
