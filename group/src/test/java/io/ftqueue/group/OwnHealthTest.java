package io.ftqueue.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnHealthTest {

    private final OwnHealth health = new OwnHealth(1_000_000);

    @Test
    void aMemberInTimeIsNotMorePatient() {
        health.late(0);
        assertThat(health.patienceNanos()).isZero();
    }

    @Test
    void aMemberThatIsLateIsMorePatientWithinBounds() {
        health.late(100_000);
        assertThat(health.patienceNanos()).isEqualTo(400_000);
        health.late(10_000_000);
        assertThat(health.patienceNanos()).isEqualTo(1_000_000);
    }

    @Test
    void aDelayIsForgotten() {
        health.late(100_000);
        for (int beat = 0; beat < 250; beat++) {
            health.late(0);
        }
        assertThat(health.patienceNanos()).isBetween(190_000L, 210_000L);
        for (int beat = 0; beat < 10_000; beat++) {
            health.late(0);
        }
        assertThat(health.patienceNanos()).isLessThan(2_000);
    }
}
