package io.ftqueue.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PauseDetectorTest {

    private final PauseDetector pauses = new PauseDetector(250, 40, 0);

    @Test
    void stepsThatFollowEachOtherAreNoPause() {
        for (long now = 0; now <= 1_000; now += 250) {
            assertThat(pauses.step(now, true)).isZero();
        }
        assertThat(pauses.flushing(1_000)).isFalse();
        assertThat(pauses.barred()).isFalse();
    }

    @Test
    void whatArrivesSoonAfterAPauseIsOld() {
        assertThat(pauses.step(251, true)).isEqualTo(251);
        assertThat(pauses.flushing(251)).isTrue();
        assertThat(pauses.flushing(290)).isTrue();
        assertThat(pauses.flushing(291)).isFalse();
    }

    @Test
    void answersAreBarredUntilSomethingFreshIsHeard() {
        pauses.step(300, true);
        pauses.heard(339);
        assertThat(pauses.barred()).isTrue();
        pauses.heard(340);
        assertThat(pauses.barred()).isFalse();
    }

    @Test
    void aNewConfigurationIsFresh() {
        pauses.step(300, true);
        pauses.installed();
        assertThat(pauses.barred()).isFalse();
    }

    @Test
    void whoIsAloneNeedsNobodysWord() {
        pauses.step(300, false);
        assertThat(pauses.barred()).isFalse();
    }
}
