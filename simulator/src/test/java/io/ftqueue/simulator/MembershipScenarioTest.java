package io.ftqueue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.simulator.checker.StateChecker.Regime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in which servers die, sleep and disagree while they agree on a configuration. */
class MembershipScenarioTest {

    private static final long MICRO = SimulationOptions.MICRO;
    private static final long YEAR_MICROS = 365L * 86_400 * 1_000_000;

    /** The issuer sleeps a little less than, a little more than, and ten times as long as it takes to be missed. */
    @ParameterizedTest
    @CsvSource({"440, 1", "560, 0", "5000, 0"})
    void anIssuerThatWakesWithItsSocketFullOfOldFramesDoesNoHarm(int millis, int configurations) {
        Scenario scenario = Scenario.of(3).up();
        scenario.busyClient();
        scenario.busyClient();
        scenario.run(500);
        scenario.world.pause(scenario.nextIssuer(), millis);
        scenario.run(millis + 2_000);
        if (configurations > 0) {
            assertThat(scenario.configurations()).isEqualTo(configurations);
        }
        assertThat(scenario.configurationOf(0).size()).isEqualTo(3);
        scenario.reckon();
    }

    /** Nobody but the representative knows that all have accepted. */
    @Test
    void theRepresentativeDiesWithItsPlan() {
        Scenario scenario = tolerant();
        scenario.world.once(FrameTypes.PLAN, scenario.world::crash);
        scenario.world.crash(3);
        scenario.run(3_000);
        assertThat(scenario.world.server(0).isUp()).isFalse();
        assertThat(scenario.configurationOf(1).size()).isEqualTo(2);
        scenario.reckon();
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.STRICT);
    }

    /** One member is in the new configuration, the others have only prepared for it. */
    @Test
    void theRepresentativeDiesWhenOneMemberHasItsInstall() {
        Scenario scenario = tolerant();
        scenario.world.once(FrameTypes.PLAN, sender -> {
            scenario.world.cut(0, 1);
            scenario.world.agenda().in(2_000 * MICRO, () -> scenario.world.cut(0, 1));
        });
        scenario.world.once(
                FrameTypes.INSTALL,
                sender -> scenario.world.agenda().in(300 * MICRO, () -> scenario.world.crash(sender)));
        scenario.world.crash(3);
        scenario.run(3_000);
        scenario.world.heal();
        scenario.run(1_000);
        assertThat(scenario.world.server(0).isUp()).isFalse();
        assertThat(scenario.configurationOf(1)).isEqualTo(scenario.configurationOf(2));
        scenario.reckon();
    }

    /** Two who do not hear each other propose to one who hears both. */
    @Test
    void twoRepresentativesRaceForOneMember() {
        Scenario scenario = tolerant();
        scenario.world.once(FrameTypes.ACCEPT, sender -> {
            scenario.world.cut(0, 2);
            scenario.world.cut(2, 0);
        });
        scenario.world.crash(3);
        scenario.run(3_000);
        int settled = scenario.configurations();
        scenario.run(2_000);
        assertThat(scenario.configurations()).isEqualTo(settled);
        scenario.reckon();
    }

    /** The others install and execute; one never hears of it, and asks for yet another configuration. */
    @Test
    void whoMissesTheInstallFallsBackWhileTheOthersGoOn() {
        Scenario scenario = tolerant();
        scenario.world.once(FrameTypes.PLAN, sender -> {
            scenario.world.cut(0, 2);
            scenario.world.cut(1, 2);
        });
        ConfigurationId before = scenario.configurationOf(0).id();
        scenario.world.crash(3);
        scenario.until(() -> !scenario.configurationOf(0).id().equals(before));
        scenario.run(20);
        assertThat(scenario.configurationOf(2).id())
                .isLessThan(scenario.configurationOf(0).id());
        scenario.world.heal();
        scenario.run(2_000);
        assertThat(scenario.configurationOf(2)).isEqualTo(scenario.configurationOf(0));
        scenario.reckon();
    }

    /** A new configuration of the same members: who was away has no part in the transitional one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whoLeavesAndReturnsInOneStepIsToldWhatItMissed(int sleeper) {
        Scenario scenario = Scenario.of(3).up();
        scenario.busyClient();
        scenario.run(300);
        scenario.world.once(
                FrameTypes.JOIN, sender -> scenario.world.server(sleeper).wake());
        scenario.world.pause(sleeper, 10_000);
        scenario.run(2_000);
        assertThat(scenario.configurations()).isBetween(2, 3);
        assertThat(scenario.configurationOf(sleeper).size()).isEqualTo(3);
        scenario.reckon();
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.STRICT);
    }

    /**
     * Nothing is kept on disk, so a server that starts again numbers its configurations by its wall clock. One that is
     * a year ahead takes the others along; then a year behind, it must not give a number a second time, nor be passed
     * over.
     */
    @Test
    void aServerWhoseClockIsTurnedBackAtItsRestartTakesNoNumberTwice() {
        Scenario scenario = Scenario.of(3).up();
        scenario.busyClient();
        long before = scenario.configurationOf(0).id().epoch();
        for (long turn : new long[] {YEAR_MICROS, -2 * YEAR_MICROS}) {
            scenario.world.crash(2);
            scenario.world.server(2).turnWallClock(turn);
            scenario.run(50);
            scenario.world.partition(0, 0, 1);
            scenario.world.start(2);
            scenario.run(1_000);
            assertThat(scenario.configurationOf(2).size()).isEqualTo(1);
            long alone = scenario.configurationOf(2).id().epoch();
            assertThat(alone > scenario.configurationOf(0).id().epoch()).isEqualTo(turn > 0);
            scenario.reunite();
            long united = scenario.configurationOf(0).id().epoch();
            assertThat(united).isGreaterThan(Math.max(alone, before));
            before = united;
        }
        scenario.reckon();
    }

    /** Four servers under load, of which two may be lost. */
    private static Scenario tolerant() {
        Scenario scenario =
                Scenario.of(4, GroupConfig.defaults().withFailuresTolerated(2)).up();
        scenario.busyClient();
        scenario.busyClient();
        scenario.run(300);
        return scenario;
    }
}
