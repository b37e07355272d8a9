package io.ftqueue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.queue.replica.ReplicaEvent;
import io.ftqueue.queue.replica.ReplicaOutbox;
import io.ftqueue.simulator.Campaign.CampaignReport;
import io.ftqueue.simulator.SimulationReport.Failure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs of the shipped replica: a fixed set, so that a change can be blamed, and some that nobody has ever seen. */
class SimulationTest {

    private static final int FIXED = 200;
    private static final int FIXED_WITH_DISKS = 60;
    private static final long FRESH_NANOS = 5_000_000_000L;

    @Test
    void aFixedSetOfSeedsKeepsEveryRule() throws InterruptedException {
        CampaignReport report = Campaign.run(1, FIXED, Runtime.getRuntime().availableProcessors(), run -> {});
        assertThat(failuresOf(report)).isEmpty();
        // A set that never splits, crashes or loses would prove little.
        assertThat(report.totals().get("partitions")).isPositive();
        assertThat(report.totals().get("crashes")).isPositive();
        assertThat(report.totals().get("pauses")).isPositive();
        assertThat(report.totals().get("merges")).isGreaterThan(FIXED);
        assertThat(report.totals().get("STRICT")).isGreaterThan(FIXED / 8);
        assertThat(report.totals().get("SPLIT")).isGreaterThan(FIXED / 4);
    }

    @Test
    void aFixedSetOfSeedsWithDisksKeepsEveryRule() throws InterruptedException {
        CampaignReport report = Campaign.run(
                -FIXED_WITH_DISKS, FIXED_WITH_DISKS, Runtime.getRuntime().availableProcessors(), run -> {});
        assertThat(failuresOf(report)).isEmpty();
        for (String what : List.of(
                "power cuts of all servers",
                "power cuts",
                "recoveries compared",
                "torn tails cut off",
                "corruption detected",
                "wiped disks",
                "snapshots",
                "snapshot crashed half way",
                "full disk",
                "failed force")) {
            assertThat(report.totals().get(what)).as(what).isPositive();
        }
        assertThat(report.totals().get("lost")).isZero();
        assertThat(report.totals().get("resurrected")).isZero();
    }

    @Test
    void freshSeedsKeepEveryRule() throws InterruptedException {
        long end = System.nanoTime() + FRESH_NANOS;
        long seed = System.nanoTime() & Long.MAX_VALUE >> 8;
        System.out.println("SEED=" + seed);
        while (System.nanoTime() - end < 0) {
            CampaignReport report = Campaign.run(seed, 20, Runtime.getRuntime().availableProcessors(), run -> {});
            assertThat(failuresOf(report)).isEmpty();
            seed += 20;
        }
    }

    @Test
    void aSeedIsARun() {
        for (long seed = 1; seed <= 8; seed++) {
            SimulationReport one = Simulation.run(seed);
            SimulationReport other = Simulation.run(seed);
            assertThat(one.traceHash()).as("seed %d", seed).isEqualTo(other.traceHash());
            assertThat(one.events()).isEqualTo(other.events());
            assertThat(Simulation.run(seed + 1_000).traceHash()).isNotEqualTo(one.traceHash());
        }
    }

    @Test
    void aFailureIsOneLineThatRepeatsItAndAStory() {
        long seed = 3;
        while (SimulationOptions.draw(seed).servers() == 1) {
            seed++;
        }
        SimulationReport report =
                Simulation.run(SimulationOptions.draw(seed), start -> new Deaf(new ReplicaProgram(start)));
        Failure failure = report.failure();
        assertThat(failure).isNotNull();
        assertThat(failure.rule()).isEqualTo("LIVE");
        assertThat(failure.line())
                .startsWith("FAIL seed=" + seed + " rule=LIVE ")
                .endsWith("./ftqueue simulate --seed " + seed);
        assertThat(failure.line()).doesNotContain("\n");
        assertThat(failure.details()).anyMatch(line -> line.startsWith("options: "));
        assertThat(failure.details()).anyMatch(line -> line.contains("starts as"));
    }

    private static List<String> failuresOf(CampaignReport report) {
        List<String> lines = new ArrayList<>();
        for (SimulationReport run : report.failed()) {
            Failure failure = run.failure();
            if (failure != null) {
                lines.add(failure.line());
            }
        }
        return lines;
    }

    /** Hears no other server. */
    private record Deaf(Program program) implements Program {
        @Override
        public void step(long nowNanos, ReplicaEvent event, ReplicaOutbox out) {
            if (!(event instanceof ReplicaEvent.GroupFrame)) {
                program.step(nowNanos, event, out);
            }
        }

        @Override
        public long nextDeadlineNanos() {
            return program.nextDeadlineNanos();
        }

        @Override
        public ReplicationStatus status() {
            return program.status();
        }
    }
}
