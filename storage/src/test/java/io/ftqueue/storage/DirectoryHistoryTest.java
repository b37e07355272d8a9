package io.ftqueue.storage;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Random histories of a whole data directory with crashes. */
class DirectoryHistoryTest {
    private static final int SEEDS = 2_000;

    @Test
    void comesBackAsItWas() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                DirectoryHistory.run(seed, UnaryOperator.identity());
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
        }
    }
}
