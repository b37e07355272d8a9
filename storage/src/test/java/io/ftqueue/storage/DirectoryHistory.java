package io.ftqueue.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * A server's use of a data directory, with crashes: each record is a number, and the state is a sum of all of them that
 * depends on their order. After a crash the snapshot and the records after it have to give a state that there was, with
 * everything that was synced; and the life is the last that was saved, or the one that was being saved.
 */
final class DirectoryHistory {
    private static final int STEPS = 60;
    private static final int LONGEST_SNAPSHOT = 2_000;
    private static final StorageConfig CONFIG = new StorageConfig(new LogConfig(800, 300), 0);

    private final SplittableRandom random;
    private final SimulatedDisk raw;
    private final Disk disk;

    /** The state after each record; that before the first comes first. */
    private final List<Long> states = new ArrayList<>(List.of(0L));

    private DataDirectory directory;
    private long synced;
    private Life saved = new Life(1, 0, 0);
    private Life saving = saved;

    private DirectoryHistory(long seed, UnaryOperator<Disk> planted) throws IOException {
        random = new SplittableRandom(seed);
        raw = new SimulatedDisk(new SplittableRandom(random.nextLong()));
        disk = planted.apply(raw);
        raw.faults().shortWrite = random.nextBoolean() ? 0.2 : 0;
        directory = DataDirectory.open(disk, CONFIG, saved, () -> seed);
    }

    static void run(long seed, UnaryOperator<Disk> planted) throws IOException {
        DirectoryHistory history = new DirectoryHistory(seed, planted);
        double failedForce = history.random.nextBoolean() ? 0.03 : 0;
        for (int step = 0; step < STEPS; step++) {
            history.raw.faults().failedForce = failedForce;
            try {
                history.step();
            } catch (CorruptFileException refused) {
                throw new AssertionError("an honest disk, and yet: " + refused.getMessage(), refused);
            } catch (DiskFullException full) {
                history.raw.faults().capacity = Long.MAX_VALUE;
            } catch (IOException failed) {
                history.crash();
            }
        }
        history.crash();
    }

    private void step() throws IOException {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> append();
            case 4 -> directory.log().write();
            case 5, 6 -> {
                directory.log().write();
                directory.log().sync();
                synced = directory.log().syncedIndex();
            }
            case 7 -> snapshot();
            case 8 -> directory.dropWhatSnapshotsHold();
            case 9 -> saveLife();
            case 10 -> raw.leaveRoom(random.nextInt(LONGEST_SNAPSHOT));
            default -> crash();
        }
    }

    private void append() throws IOException {
        long number = random.nextLong();
        byte[] body = ByteBuffer.allocate(random.nextInt(8, 60)).putLong(number).array();
        directory.log().append(1, body, 0, body.length);
        states.add(after(states.get(states.size() - 1), number));
    }

    private static long after(long state, long number) {
        return state * 31 + number;
    }

    private void snapshot() throws IOException {
        long index = directory.log().syncedIndex();
        if (index == 0) {
            return;
        }
        try (SnapshotWriter writer = directory.beginSnapshot(index)) {
            byte[] state = ByteBuffer.allocate(Long.BYTES)
                    .putLong(states.get((int) index))
                    .array();
            writer.add(state, 0, state.length);
            writer.add(new byte[LONGEST_SNAPSHOT], 0, random.nextInt(LONGEST_SNAPSHOT));
            writer.commit();
        }
    }

    private void saveLife() throws IOException {
        saving = new Life(1, saved.incarnation() + 1, random.nextLong());
        directory.life().save(saving);
        saved = saving;
    }

    private void crash() throws IOException {
        stop();
        while (!reopen()) {
            raw.faults().failedForce = 0;
            stop();
        }
        assertThat(directory.life().life()).isIn(saved, saving);
        saved = directory.life().life();
        saving = saved;
        long index = replay();
        assertThat(index).as("the last record").isGreaterThanOrEqualTo(synced);
        states.subList((int) index + 1, states.size()).clear();
        synced = index;
    }

    private void stop() {
        raw.faults().capacity = Long.MAX_VALUE;
        if (random.nextBoolean()) {
            raw.cutPower();
        } else {
            raw.endProcess();
        }
    }

    private boolean reopen() throws IOException {
        try {
            directory = DataDirectory.open(disk, CONFIG, new Life(7, 7, 7), () -> 0);
            return true;
        } catch (CorruptFileException refused) {
            throw new AssertionError("an honest disk, and yet: " + refused.getMessage(), refused);
        } catch (IOException failed) {
            assertThat(failed).hasMessageContaining("Input/output error");
            return false;
        }
    }

    private long replay() throws IOException {
        long index = directory.snapshotIndex();
        long state = 0;
        if (index > 0) {
            try (SnapshotReader reader = directory.snapshots().read(index)) {
                state = ByteBuffer.wrap(reader.next()).getLong();
            }
        }
        assertThat(state).as("the state in snapshot %d", index).isEqualTo(states.get((int) index));
        try (LogCursor cursor = directory.log().read(index + 1)) {
            for (LogRecord record = cursor.next(); record != null; record = cursor.next()) {
                index++;
                assertThat(record.index()).isEqualTo(index);
                state = after(state, ByteBuffer.wrap(record.body()).getLong());
                assertThat(state).as("the state after record %d", index).isEqualTo(states.get((int) index));
            }
        }
        assertThat(index).isEqualTo(directory.log().appendedIndex());
        return index;
    }
}
