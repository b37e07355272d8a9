package io.ftqueue.simulator;

import java.util.function.LongFunction;

/** Runs inside a mutant: seed 0 stands for the scenario of loss, every other seed for itself. */
public final class MutantProbe implements LongFunction<String> {

    /** The scenario in place of a seed. */
    static final long SCENARIO = 0;

    @Override
    public String apply(long seed) {
        if (seed == SCENARIO) {
            try {
                new ScenarioTest().aMinuteOfThirtyPercentLossExcludesNobody();
                return null;
            } catch (AssertionError | RuntimeException noticed) {
                return "SCENARIO " + noticed.getMessage();
            }
        }
        SimulationReport report = Simulation.run(seed);
        return report.passed()
                ? null
                : report.failure().rule() + " " + report.failure().message();
    }
}
