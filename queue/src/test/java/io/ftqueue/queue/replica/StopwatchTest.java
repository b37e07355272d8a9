package io.ftqueue.queue.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StopwatchTest {

    private final Stopwatch stopwatch = new Stopwatch(0);

    @Test
    void timesFromSubmissionToRelease() {
        stopwatch.submitted(100);
        stopwatch.submitted(200);
        stopwatch.executed(7);
        stopwatch.released(500, 6);
        assertThat(stopwatch.summary(500).count()).isZero();
        stopwatch.released(1_100, 7);
        assertThat(stopwatch.summary(1_100)).isEqualTo(new Latency(1, 1, 1_000, 1_000, 1_000));
        stopwatch.executed(9);
        stopwatch.released(10_200, 20);
        assertThat(stopwatch.summary(10_200).maxNanos()).isEqualTo(10_000);
    }

    @Test
    void doesNotTimeWhatNobodyWaitsFor() {
        stopwatch.submittedForNobody();
        stopwatch.submitted(100);
        stopwatch.executed(1);
        stopwatch.executed(2);
        stopwatch.released(400, 2);
        assertThat(stopwatch.summary(400)).isEqualTo(new Latency(1, 1, 300, 300, 300));
    }

    @Test
    void ignoresWhatItHasNotSeenSubmitted() {
        stopwatch.executed(1);
        stopwatch.released(10, 1);
        assertThat(stopwatch.summary(10).count()).isZero();
    }
}
