package io.ftqueue.queue.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    private static final long START = -5;

    @Test
    void isEmptyAtFirst() {
        assertThat(new LatencyHistogram(START).summary(START)).isEqualTo(new Latency(0, 0, 0, 0, 0));
    }

    @Test
    void tellsQuantilesToWithinAnEighth() {
        var random = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            var histogram = new LatencyHistogram(START);
            long[] durations = new long[1 + random.nextInt(500)];
            for (int i = 0; i < durations.length; i++) {
                durations[i] = random.nextLong(1L << random.nextInt(1, 50));
                histogram.record(START, durations[i]);
            }
            Arrays.sort(durations);
            Latency latency = histogram.summary(START);
            assertThat(latency.recent()).isEqualTo(durations.length);
            assertThat(latency.maxNanos()).isEqualTo(durations[durations.length - 1]);
            assertWithinAnEighth(latency.p50Nanos(), durations[(durations.length * 50 + 99) / 100 - 1]);
            assertWithinAnEighth(latency.p99Nanos(), durations[(durations.length * 99 + 99) / 100 - 1]);
        }
    }

    private static void assertWithinAnEighth(long told, long exact) {
        assertThat(told).isBetween(exact, exact + exact / 8);
    }

    @Test
    void takesTheLongestAndTheShortest() {
        var histogram = new LatencyHistogram(START);
        histogram.record(START, Long.MAX_VALUE);
        histogram.record(START, -7);
        assertThat(histogram.summary(START)).isEqualTo(new Latency(2, 2, 0, Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void forgetsWhatIsTwoWindowsOld() {
        var histogram = new LatencyHistogram(START);
        histogram.record(START, 1_000);
        long next = START + LatencyHistogram.WINDOW_NANOS;
        histogram.record(next, 10);
        assertThat(histogram.summary(next)).isEqualTo(new Latency(2, 2, 10, 1_000, 1_000));
        long afterNext = next + LatencyHistogram.WINDOW_NANOS;
        assertThat(histogram.summary(afterNext)).isEqualTo(new Latency(2, 1, 10, 10, 10));
        assertThat(histogram.summary(afterNext + 3 * LatencyHistogram.WINDOW_NANOS))
                .isEqualTo(new Latency(2, 0, 0, 0, 0));
    }
}
