package io.ftqueue.storage;

import static io.ftqueue.storage.Bodies.LOG_ID;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A disk that says it has written what it has not, writes to the wrong place, or changes bits. What was synced can be
 * gone then; but a log that opens has nothing in it that was not appended, and nothing is missing in the middle.
 */
class LyingDiskTest {
    private static final int SEEDS = 3_000;

    private final TreeMap<String, Integer> outcomes = new TreeMap<>();

    @Test
    void neverReturnsWhatWasNotAppended() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                run(seed);
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
        }
        assertThat(outcomes.keySet()).containsExactly("all there", "end missing", "refused");
        assertThat(outcomes.values()).allMatch(count -> count >= 10);
    }

    private void run(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(random.nextLong()));
        LogConfig config = new LogConfig(1 + random.nextInt(4000), random.nextBoolean() ? 0 : random.nextInt(2000));
        SegmentedLog.create(disk, LOG_ID);
        SegmentedLog log = SegmentedLog.open(disk, config, LOG_ID, 0);
        disk.faults().lostWrites = random.nextBoolean() ? 0.03 : 0;
        disk.faults().misdirectedWrite = random.nextInt(4) == 0 ? 0.02 : 0;
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Bodies.append(log, bodies, Bodies.any(random));
            log.write();
            if (random.nextBoolean()) {
                log.sync();
            }
        }
        long synced = log.syncedIndex();
        disk.cutPower();
        rot(disk, random);
        disk.faults().lostWrites = 0;
        disk.faults().misdirectedWrite = 0;
        outcomes.merge(open(disk, config, bodies, synced), 1, Integer::sum);
    }

    private static void rot(SimulatedDisk disk, SplittableRandom random) {
        for (int flips = random.nextInt(4) == 0 ? 1 : 0; flips > 0; flips--) {
            String name = disk.list().get(random.nextInt(disk.list().size()));
            int length = disk.bytes(name).length;
            if (length > 0) {
                disk.flip(name, random.nextInt(length), random.nextInt(8));
            }
        }
    }

    private static String open(SimulatedDisk disk, LogConfig config, List<byte[]> bodies, long synced)
            throws IOException {
        try {
            SegmentedLog log = SegmentedLog.open(disk, config, LOG_ID, 0);
            Bodies.check(log, bodies, 0);
            return log.appendedIndex() >= synced ? "all there" : "end missing";
        } catch (CorruptLogException refused) {
            return "refused";
        }
    }
}
