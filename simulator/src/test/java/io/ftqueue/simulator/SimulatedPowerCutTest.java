package io.ftqueue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.simulator.DiskOptions.Keeps;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Power cuts of all servers, a thousand of them, and nothing that was acknowledged is lost. */
class SimulatedPowerCutTest {

    private static final int WANTED = 1_000;

    /** Nothing happens to disks but that the power goes, of all, about every 200 ms, and sometimes of one. */
    private static final DiskOptions BLACKOUTS =
            new DiskOptions(Keeps.ANSWERS, 4 << 10, 4_000, 20_000, 0.1, 0, true, 400, 0, 2, 20, 0, 0, 0, 0);

    @Test
    void aThousandPowerCutsOfAllServersLoseNothing() {
        var totals = new TreeMap<String, Long>();
        for (long seed = -2_001; totals.getOrDefault("power cuts of all servers", 0L) < WANTED; seed--) {
            SimulationOptions options = SimulationOptions.draw(seed).with(BLACKOUTS);
            SimulationReport report = Simulation.run(options, ReplicaProgram::new);
            assertThat(report.failure()).as("seed %d", seed).isNull();
            assertThat(report.regime()).isNotEqualTo("LOSSY");
            report.faults().forEach((what, times) -> totals.merge(what, times, Long::sum));
            totals.merge("operations", report.operations(), Long::sum);
        }
        assertThat(totals).doesNotContainKeys("lost", "resurrected");
        assertThat(totals.get("recoveries compared")).isGreaterThan(WANTED);
        assertThat(totals.get("operations")).isGreaterThan(WANTED);
    }
}
