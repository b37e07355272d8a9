package io.ftqueue.simulator;

import java.util.function.LongFunction;

/** Runs inside a mutant: a seed, or in place of one a scenario. */
public final class MutantProbe implements LongFunction<String> {

    /** In place of a seed: loss for a minute. */
    static final long LOSS = -1;

    /** In place of a seed: frames of a former life. */
    static final long GHOSTS = -2;

    /** In place of a seed: late frames. */
    static final long STALE = -3;

    /** In place of a seed: a cut between a mark and its trim. */
    static final long TRIM = -4;

    /** In place of a seed: a queue that one side destroys. */
    static final long DESTROY = -5;

    /** In place of a seed: all copies of something are damaged. */
    static final long REFUSAL = -6;

    /** What is below this is a seed, of a run about disks. */
    static final long DISKS = -1_000;

    @Override
    public String apply(long seed) {
        if (seed < 0 && seed >= DISKS) {
            return scenario(seed);
        }
        SimulationReport report = Simulation.run(seed);
        return report.passed()
                ? null
                : report.failure().rule() + " " + report.failure().message();
    }

    private static String scenario(long which) {
        var scenarios = new ScenarioTest();
        try {
            if (which == LOSS) {
                scenarios.aMinuteOfThirtyPercentLossExcludesNobody();
            } else if (which == TRIM) {
                new MergeScenarioTest().aCutBetweenAMarkAndItsTrimBringsNothingBack();
            } else if (which == DESTROY) {
                new MergeScenarioTest().aQueueThatOneSideDestroyedAndNoOtherTouchedStaysAway();
            } else if (which == REFUSAL) {
                new DiskScenarioTest().whereNoGoodCopyIsLeftNobodyServesUntilOneComesBack(1);
            } else if (which == STALE) {
                scenarios.lateFramesDoNotTearAConfigurationDown();
            } else {
                scenarios.framesOfAServersFormerLifeChangeNothing();
            }
            return null;
        } catch (AssertionError | RuntimeException noticed) {
            return "SCENARIO " + noticed.getMessage();
        }
    }
}
