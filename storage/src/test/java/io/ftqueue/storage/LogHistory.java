package io.ftqueue.storage;

import static io.ftqueue.storage.Bodies.LOG_ID;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A log in use on a disk that does everything an honest disk may do, with crashes. A model remembers what was
 * appended and what was synced; after each crash the log has to open, with all that was synced and nothing that was
 * not appended.
 */
final class LogHistory {
    /** What happened in all histories together, to see that they are worth something. */
    static final class Tally {
        final TreeMap<String, Integer> counts = new TreeMap<>();

        void count(String what) {
            counts.merge(what, 1, Integer::sum);
        }
    }

    private static final int STEPS = 60;
    private static final int ROOM = 300;

    private final SplittableRandom random;
    private final SimulatedDisk raw;
    private final Disk disk;
    private final LogConfig config;
    private final Tally tally;
    private final List<byte[]> bodies = new ArrayList<>();
    private final double failedForce;
    private SegmentedLog log;
    private long synced;

    private LogHistory(long seed, UnaryOperator<Disk> planted, Tally tally) throws IOException {
        random = new SplittableRandom(seed);
        raw = new SimulatedDisk(new SplittableRandom(random.nextLong()));
        disk = planted.apply(raw);
        config = new LogConfig(1 + random.nextInt(6000), random.nextBoolean() ? 0 : random.nextInt(3000));
        this.tally = tally;
        SegmentedLog.create(disk, LOG_ID);
        raw.faults().shortWrite = random.nextBoolean() ? 0.3 : 0;
        raw.faults().tearsAtAnyByte = random.nextBoolean();
        failedForce = random.nextBoolean() ? 0.05 : 0;
        log = SegmentedLog.open(disk, config, LOG_ID, 0);
    }

    /** Runs the history of a seed; throws an AssertionError if a promise was broken. */
    static void run(long seed, UnaryOperator<Disk> planted, Tally tally) throws IOException {
        new LogHistory(seed, planted, tally).run();
    }

    private void run() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            raw.faults().failedForce = failedForce;
            try {
                step();
            } catch (DiskFullException full) {
                tally.count("full disk");
                raw.faults().capacity = Long.MAX_VALUE;
            } catch (CorruptLogException refused) {
                throw new AssertionError("an honest disk, and yet: " + refused.getMessage(), refused);
            } catch (IOException failed) {
                tally.count("failed force");
                crash();
            }
        }
        crash();
    }

    private void step() throws IOException {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4, 5 -> Bodies.append(log, bodies, Bodies.any(random));
            case 6, 7, 8 -> log.write();
            case 9, 10, 11 -> {
                log.sync();
                synced = log.syncedIndex();
            }
            case 12 -> log.addReceipt();
            case 13 -> dropSome();
            case 14 -> raw.leaveRoom(random.nextInt(ROOM));
            default -> crash();
        }
        assertThat(log.syncedIndex()).isLessThanOrEqualTo(log.writtenIndex());
        synced = Math.max(synced, log.syncedIndex());
    }

    private void dropSome() throws IOException {
        long index = synced - random.nextInt(5);
        long first = log.firstIndex();
        log.dropBefore(index);
        assertThat(log.firstIndex()).isBetween(first, Math.max(first, index));
        if (log.firstIndex() > 1) {
            tally.count("dropped");
        }
    }

    private void crash() throws IOException {
        boolean power = random.nextBoolean();
        tally.count(power ? "power cut" : "end of the process");
        if (power) {
            raw.cutPower();
        } else {
            raw.endProcess();
        }
        raw.faults().capacity = Long.MAX_VALUE;
        while (!reopen()) {
            tally.count("failed force in opening");
            raw.faults().failedForce = 0;
            if (random.nextBoolean()) {
                raw.cutPower();
            } else {
                raw.endProcess();
            }
        }
        if (log.found().tornBytes() > 0) {
            tally.count("torn");
        }
        if (log.appendedIndex() > synced) {
            tally.count("more than what was synced");
        }
        if (log.found().segments() > 1) {
            tally.count("several segments");
        }
        Bodies.check(log, bodies, synced);
        bodies.subList((int) log.appendedIndex(), bodies.size()).clear();
        synced = log.syncedIndex();
        assertThat(synced).isEqualTo(bodies.size());
    }

    private boolean reopen() throws IOException {
        try {
            log = SegmentedLog.open(disk, config, LOG_ID, 0);
            return true;
        } catch (CorruptLogException refused) {
            throw new AssertionError("an honest disk, and yet: " + refused.getMessage(), refused);
        } catch (IOException failed) {
            if (failed.getMessage().contains("Input/output error")) {
                return false;
            }
            throw failed;
        }
    }
}
