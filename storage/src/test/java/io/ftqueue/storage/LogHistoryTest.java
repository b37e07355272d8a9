package io.ftqueue.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.storage.LogHistory.Tally;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Random histories of a log with crashes. */
class LogHistoryTest {
    private static final int SEEDS = 3_000;

    @Test
    void keepsWhatWasSyncedAndNothingElse() throws IOException {
        Tally tally = new Tally();
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                LogHistory.run(seed, UnaryOperator.identity(), tally);
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
        }
        assertThat(tally.counts)
                .containsKeys(
                        "full disk",
                        "failed force",
                        "failed force in opening",
                        "power cut",
                        "end of the process",
                        "torn",
                        "more than what was synced",
                        "several segments",
                        "dropped");
        assertThat(tally.counts.values()).allMatch(count -> count >= 100);
    }
}
