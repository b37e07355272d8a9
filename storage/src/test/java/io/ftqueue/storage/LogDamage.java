package io.ftqueue.storage;

import static io.ftqueue.storage.Bodies.LOG_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Small logs as a crash may leave them, to be damaged and opened. */
final class LogDamage {
    /** How a log is opened; to plant a mistake. */
    interface Opener {
        /** Opens the log. */
        SegmentedLog open(SimulatedDisk disk) throws IOException;
    }

    static final LogConfig TWO_SEGMENTS = new LogConfig(2600, 500);
    static final int[] LENGTHS = {0, 1, 100, 447, 479, 0, 512, 1500, 31, 700, 2, 50, 1023, 300};

    private final Opener opener;

    LogDamage(Opener opener) {
        this.opener = opener;
    }

    static SegmentedLog openAsItIs(SimulatedDisk disk) throws IOException {
        return SegmentedLog.open(disk, TWO_SEGMENTS, LOG_ID, 0);
    }

    /** A log as a crash finds it: what is in its files, and what of it was synced. */
    record Left(Map<String, byte[]> files, List<byte[]> bodies, long synced, String last, int syncedBytes) {
        SimulatedDisk disk() {
            SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
            files.forEach(disk::place);
            return disk;
        }

        SimulatedDisk diskWith(String name, byte[] bytes) {
            SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
            files.forEach((each, sound) -> disk.place(each, each.equals(name) ? bytes : sound));
            return disk;
        }
    }

    /** All records are appended; those up to one are synced, one by one, the others written together. */
    static Left left(int synced, int zeros) throws IOException {
        SplittableRandom random = new SplittableRandom(synced);
        SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(synced));
        SegmentedLog.create(disk, LOG_ID);
        List<byte[]> bodies = new ArrayList<>();
        SegmentedLog log = SegmentedLog.open(disk, TWO_SEGMENTS, LOG_ID, 0);
        for (int length : LENGTHS) {
            if (bodies.size() == synced) {
                break;
            }
            Bodies.append(log, bodies, body(random, length, zeros));
            log.write();
            log.sync();
        }
        String last = disk.list().get(disk.list().size() - 1);
        int syncedBytes = withoutZeros(disk.bytes(last)).length;
        for (int i = synced; i < LENGTHS.length; i++) {
            Bodies.append(log, bodies, body(random, LENGTHS[i], zeros));
        }
        if (synced < LENGTHS.length) {
            disk.faults().failedForce = 1;
            assertThatThrownBy(() -> {
                        log.write();
                        log.sync();
                    })
                    .hasMessageContaining("Input/output error");
        }
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : disk.list()) {
            files.put(name, disk.bytes(name));
        }
        log.abandon();
        return new Left(files, bodies, synced, last, syncedBytes);
    }

    private static byte[] body(SplittableRandom random, int length, int zeros) {
        byte[] body = new byte[length];
        if (zeros == 0) {
            random.nextBytes(body);
        }
        return body;
    }

    /** The log opens, with everything that was synced. */
    void recovers(Left left, byte[] damaged) throws IOException {
        SegmentedLog log = opener.open(left.diskWith(left.last(), damaged));
        Bodies.check(log, left.bodies(), left.synced());
        log.abandon();
    }

    /** Whether the log opens, with everything that was synced; else it names the place. */
    boolean opensOrNames(Left left, String name, byte[] damaged, int at) throws IOException {
        try {
            SegmentedLog log = opener.open(left.diskWith(name, damaged));
            Bodies.check(log, left.bodies(), left.synced());
            log.abandon();
            return true;
        } catch (CorruptLogException named) {
            assertThat(named.file()).isEqualTo(name);
            assertThat(named.offset()).isBetween(at - 1600L, (long) at);
            assertThat(named).hasMessageContaining(name).hasMessageContaining("offset " + named.offset());
            return false;
        }
    }

    /** Without the zeros behind the last item, which ends in something else. */
    static byte[] withoutZeros(byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }

    static byte[] withZeros(byte[] bytes, int from, int before) {
        byte[] damaged = bytes.clone();
        Arrays.fill(damaged, from, before, (byte) 0);
        return damaged;
    }
}
