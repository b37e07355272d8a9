package io.ftqueue.queue.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EchoRunsTest {

    private static final long UNKNOWN = EchoRuns.UNKNOWN;

    private final EchoRuns runs = new EchoRuns();

    @Test
    void knowsNothingOfWhatWasNotTold() {
        assertThat(runs.haveTold(1)).isFalse();
        runs.tell(new long[] {3, 30}, 6);
        assertThat(runs.haveTold(5)).isTrue();
        assertThat(runs.haveTold(6)).isFalse();
        assertThat(runs.tagOf(2)).isEqualTo(UNKNOWN);
        assertThat(runs.tagOf(3)).isEqualTo(30);
        assertThat(runs.tagOf(5)).isEqualTo(30);
    }

    @Test
    void doesNotCarryATagOverAGap() {
        runs.tell(new long[] {1, 10}, 4);
        runs.tell(new long[] {8, 80}, 10);
        assertThat(runs.tagOf(3)).isEqualTo(10);
        assertThat(runs.tagOf(4)).isEqualTo(UNKNOWN);
        assertThat(runs.tagOf(7)).isEqualTo(UNKNOWN);
        assertThat(runs.tagOf(8)).isEqualTo(80);
    }

    @Test
    void fillsAGapFromWhatAnotherComponentWasTold() {
        runs.tell(new long[] {1, 10}, 4);
        runs.tell(new long[] {8, 80}, 10);
        var other = new EchoRuns();
        other.tell(new long[] {1, 10, 5, 50}, 9);
        runs.join(other);
        assertThat(runs.tagOf(4)).isEqualTo(10);
        assertThat(runs.tagOf(7)).isEqualTo(50);
        assertThat(runs.tagOf(9)).isEqualTo(80);
        assertThat(runs.toPairs()).containsExactly(1, 10, 5, 50, 8, 80);
    }

    @Test
    void goesOnWithTheLastRunOnly() {
        runs.tell(new long[] {1, 10}, 4);
        assertThat(runs.goOn(1, 10, 7)).isTrue();
        assertThat(runs.tagOf(6)).isEqualTo(10);
        assertThat(runs.goOn(2, 10, 8)).isFalse();
        assertThat(runs.goOn(1, 11, 8)).isFalse();
        assertThat(runs.haveTold(7)).isFalse();
    }

    @Test
    void keepsTheLastRuns() {
        for (int i = 1; i <= 3 * EchoRuns.MAX_RUNS; i++) {
            runs.tell(new long[] {i, 10L * i}, i + 1);
        }
        assertThat(runs.toPairs()).hasSize(2 * EchoRuns.MAX_RUNS);
        assertThat(runs.tagOf(2 * EchoRuns.MAX_RUNS)).isEqualTo(UNKNOWN);
        assertThat(runs.tagOf(3 * EchoRuns.MAX_RUNS)).isEqualTo(30L * EchoRuns.MAX_RUNS);
        assertThat(runs.tagOf(2 * EchoRuns.MAX_RUNS + 1)).isEqualTo(10L * (2 * EchoRuns.MAX_RUNS + 1));
    }

    @Test
    void refusesPairsThatCannotHaveBeenTold() {
        assertThat(EchoRuns.ofPairs(new long[] {5, 1, 4, 2}, 9)).isNull();
        assertThat(EchoRuns.ofPairs(new long[] {5, 1, 6}, 9)).isNull();
        assertThat(EchoRuns.ofPairs(new long[] {5, 1}, 0)).isNull();
        assertThat(EchoRuns.ofPairs(new long[] {}, 1)).isNull();
        assertThat(EchoRuns.ofPairs(new long[] {}, 0)).isNotNull();
    }

    /** A client that switches between components, each of which hears of some of its requests, and all meet. */
    @Test
    void neverSaysWhatTheClientHasNotTaken() {
        var random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            var tags = new ArrayList<Long>();
            tags.add(0L);
            for (int seq = 1; seq < 60; seq++) {
                tags.add(seq > 1 && random.nextInt(4) > 0 ? tags.get(seq - 1) : 100 + random.nextInt(5));
            }
            var sides = new EchoRuns[] {new EchoRuns(), new EchoRuns(), new EchoRuns()};
            for (int below = 2; below < 60; below += 1 + random.nextInt(3)) {
                tellLast(sides[random.nextInt(3)], tags, below, 3);
                if (random.nextInt(10) == 0) {
                    sides[random.nextInt(3)].join(sides[random.nextInt(3)]);
                }
            }
            var forth = sides[0].copy();
            forth.join(sides[1]);
            var back = sides[1].copy();
            back.join(sides[0]);
            for (int seq = 1; seq < 60; seq++) {
                assertThat(forth.tagOf(seq)).isIn(tags.get(seq), UNKNOWN).isEqualTo(back.tagOf(seq));
                boolean known = sides[0].tagOf(seq) != UNKNOWN || sides[1].tagOf(seq) != UNKNOWN;
                assertThat(forth.tagOf(seq) != UNKNOWN).isEqualTo(known);
            }
        }
    }

    /** Tells the last runs of the answers below a number. */
    private static void tellLast(EchoRuns to, ArrayList<Long> tags, int below, int most) {
        var pairs = new ArrayList<Long>();
        for (int seq = below - 1; seq >= 1 && pairs.size() < 2 * most; seq--) {
            if (seq == 1 || !tags.get(seq - 1).equals(tags.get(seq))) {
                pairs.add(0, tags.get(seq));
                pairs.add(0, (long) seq);
            }
        }
        to.tell(pairs.stream().mapToLong(Long::longValue).toArray(), below);
    }
}
