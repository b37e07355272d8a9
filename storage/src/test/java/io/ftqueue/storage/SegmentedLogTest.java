package io.ftqueue.storage;

import static io.ftqueue.storage.Bodies.LOG_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a log promises, one by one. */
class SegmentedLogTest {
    private static final LogConfig SMALL = new LogConfig(1000);

    private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<byte[]> bodies = new ArrayList<>();

    @BeforeEach
    void create() throws IOException {
        SegmentedLog.create(disk, LOG_ID);
    }

    private SegmentedLog open() throws IOException {
        return SegmentedLog.open(disk, SMALL, LOG_ID, 0);
    }

    private void append(SegmentedLog log, int records) throws IOException {
        for (int i = 0; i < records; i++) {
            Bodies.append(log, bodies, Bodies.any(random));
        }
    }

    private void appendAndSync(SegmentedLog log, int records) throws IOException {
        for (int i = 0; i < records; i++) {
            append(log, 1);
            log.write();
        }
        log.sync();
    }

    @Test
    void marksMoveWithAppendWriteAndSync() throws IOException {
        SegmentedLog log = open();
        assertThat(log.firstIndex()).isEqualTo(1);
        assertThat(log.appendedIndex()).isZero();
        assertThat(log.append(255, new byte[] {1, 2, 3}, 1, 2)).isEqualTo(1);
        assertThat(log.appendedIndex()).isEqualTo(1);
        assertThat(log.writtenIndex()).isZero();
        assertThat(log.bufferedBytes()).isEqualTo(ItemHead.OVERHEAD + 2);
        try (LogCursor cursor = log.read(1)) {
            assertThat(cursor.next()).isNull();
            log.write();
            assertThat(log.writtenIndex()).isEqualTo(1);
            assertThat(log.syncedIndex()).isZero();
            LogRecord record = cursor.next();
            assertThat(record.index()).isEqualTo(1);
            assertThat(record.kind()).isEqualTo(255);
            assertThat(record.body()).containsExactly(2, 3);
            assertThat(cursor.next()).isNull();
        }
        log.sync();
        assertThat(log.syncedIndex()).isEqualTo(1);
        assertThat(log.bytes()).isEqualTo(SegmentHead.BYTES + ItemHead.OVERHEAD + 2);
    }

    @Test
    void aSyncForcesOnceAndOnlyWhatIsNew() throws IOException {
        SegmentedLog log = SegmentedLog.open(disk, LogConfig.DEFAULT, LOG_ID, 0);
        append(log, 100);
        log.write();
        int before = disk.forces();
        log.sync();
        log.sync();
        assertThat(disk.forces()).isEqualTo(before + 1);
    }

    @Test
    void segmentsAreNamedByTheirFirstRecordAndReadAcross() throws IOException {
        SegmentedLog log = open();
        appendAndSync(log, 60);
        assertThat(disk.list()).hasSizeGreaterThan(5).allMatch(SegmentHead::isSegment);
        assertThat(disk.list().get(0)).isEqualTo("log-000000000000000001");
        for (int from = 1; from <= 61; from++) {
            Bodies.checkRead(log, bodies, from);
        }
        log.close();
        Bodies.check(open(), bodies, 60);
    }

    @Test
    void aRecordMayBeLongerThanASegment() throws IOException {
        SegmentedLog log = open();
        Bodies.append(log, bodies, new byte[100_000]);
        appendAndSync(log, 3);
        log.close();
        Bodies.check(open(), bodies, 4);
    }

    @Test
    void aCursorGoesOnAsTheLogGrows() throws IOException {
        SegmentedLog log = open();
        try (LogCursor cursor = log.read(1)) {
            for (int i = 1; i <= 40; i++) {
                appendAndSync(log, 1);
                assertThat(cursor.next()).isNotNull();
                assertThat(cursor.next()).isNull();
                assertThat(cursor.nextIndex()).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void aCursorNamesWhatWasDamagedSinceTheLogWasOpened() throws IOException {
        SegmentedLog log = SegmentedLog.open(disk, LogConfig.DEFAULT, LOG_ID, 0);
        appendAndSync(log, 10);
        disk.flip(disk.list().get(0), log.bytes() - 2, 3);
        try (LogCursor cursor = log.read(1)) {
            for (int i = 1; i < 10; i++) {
                assertThat(cursor.next()).isNotNull();
            }
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("record 10");
        }
    }

    @Test
    void dropsOnlyWholeSegmentsAndNeverTheLast() throws IOException {
        SegmentedLog log = open();
        appendAndSync(log, 60);
        long bytes = log.bytes();
        log.dropBefore(30);
        assertThat(log.firstIndex()).isBetween(2L, 30L);
        assertThat(log.bytes()).isLessThan(bytes);
        Bodies.checkRead(log, bodies, log.firstIndex());
        assertThatThrownBy(() -> log.read(1)).isInstanceOf(IllegalArgumentException.class);
        log.dropBefore(Long.MAX_VALUE);
        assertThat(disk.list()).hasSize(1);
        disk.cutPower();
        SegmentedLog again = open();
        assertThat(again.appendedIndex()).isEqualTo(60);
        appendAndSync(again, 1);
        Bodies.check(again, bodies, 61);
    }

    @Test
    void aCursorSaysThatItsRecordsWereDropped() throws IOException {
        SegmentedLog log = open();
        appendAndSync(log, 60);
        LogCursor cursor = log.read(1);
        assertThat(cursor.next()).isNotNull();
        log.dropBefore(60);
        assertThatThrownBy(cursor::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dropped");
    }

    @Test
    void aMissingSegmentIsNamedWhereverItWas() throws IOException {
        SegmentedLog log = open();
        appendAndSync(log, 60);
        log.close();
        List<String> names = disk.list();
        for (String name : names.subList(1, names.size())) {
            byte[] bytes = disk.bytes(name);
            disk.remove(name);
            assertThatThrownBy(this::open).as(name).isInstanceOf(CorruptLogException.class);
            disk.place(name, bytes);
        }
        disk.remove(names.get(names.size() - 1));
        assertThatThrownBy(this::open)
                .hasMessageContaining(names.get(names.size() - 1))
                .hasMessageContaining("missing");
        names.subList(0, names.size() - 1).forEach(disk::remove);
        assertThatThrownBy(this::open).hasMessageContaining("no segments");
    }

    @Test
    void theSegmentOfAnotherLogIsNotTaken() throws IOException {
        SegmentedLog log = open();
        appendAndSync(log, 60);
        log.close();
        SimulatedDisk other = new SimulatedDisk(new SplittableRandom(2));
        SegmentedLog.create(other, LOG_ID + 1);
        disk.place(disk.list().get(0), other.bytes(other.list().get(0)));
        assertThatThrownBy(this::open).hasMessageContaining("another log");
    }

    @Test
    void aLogThatEndsBeforeWhatIsKnownToBeSyncedIsRefused() throws IOException {
        SegmentedLog log = open();
        appendAndSync(log, 3);
        log.close();
        SegmentedLog.open(disk, SMALL, LOG_ID, 3).abandon();
        assertThatThrownBy(() -> SegmentedLog.open(disk, SMALL, LOG_ID, 4))
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("record 4")
                .hasMessageContaining("up to 4 were synced");
    }

    @Test
    void aTornRecordThatASnapshotHoldsIsRefused() throws IOException {
        SegmentedLog log = SegmentedLog.open(disk, LogConfig.DEFAULT, LOG_ID, 0);
        appendAndSync(log, 3);
        log.abandon();
        String name = disk.list().get(0);
        byte[] bytes = LogDamage.withoutZeros(disk.bytes(name));
        disk.place(name, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> SegmentedLog.open(disk, SMALL, LOG_ID, 3))
                .hasMessageContaining("though it was synced");
        assertThat(SegmentedLog.inspect(disk, LOG_ID, 2).tornBytes()).isPositive();
        assertThat(SegmentedLog.open(disk, SMALL, LOG_ID, 2).appendedIndex()).isEqualTo(2);
    }

    @Test
    void inspectingChangesNothing() throws IOException {
        SegmentedLog log = open();
        appendAndSync(log, 20);
        append(log, 1);
        log.abandon();
        List<String> names = disk.list();
        List<byte[]> before = names.stream().map(disk::bytes).toList();
        LogSummary summary = SegmentedLog.inspect(disk, LOG_ID, 0);
        assertThat(summary.firstIndex()).isEqualTo(1);
        assertThat(summary.lastIndex()).isEqualTo(20);
        assertThat(summary.segments()).isEqualTo(names.size());
        assertThat(disk.list()).isEqualTo(names);
        assertThat(names.stream().map(disk::bytes).toList())
                .usingRecursiveComparison()
                .isEqualTo(before);
    }

    @Test
    void afterAFailedForceNothingIsDoneAnyMore() throws IOException {
        SegmentedLog log = SegmentedLog.open(disk, LogConfig.DEFAULT, LOG_ID, 0);
        append(log, 3);
        log.write();
        disk.faults().failedForce = 1;
        assertThatThrownBy(log::sync).hasMessageContaining("Input/output error");
        disk.faults().failedForce = 0;
        assertThat(log.syncedIndex()).isZero();
        assertThatThrownBy(log::sync).isInstanceOf(DiskFailedException.class);
        assertThatThrownBy(log::write).isInstanceOf(DiskFailedException.class);
        assertThatThrownBy(() -> append(log, 1)).isInstanceOf(DiskFailedException.class);
        assertThatThrownBy(() -> log.dropBefore(1)).isInstanceOf(DiskFailedException.class);
        int forces = disk.forces();
        log.close();
        assertThat(disk.forces()).isEqualTo(forces);
    }

    @Test
    void aFullDiskKeepsWhatIsAppendedUntilThereIsRoom() throws IOException {
        for (int room = 0; room < 3000; room += 7) {
            SimulatedDisk small = new SimulatedDisk(new SplittableRandom(room));
            SegmentedLog.create(small, LOG_ID);
            SegmentedLog log = SegmentedLog.open(small, SMALL, LOG_ID, 0);
            bodies.clear();
            small.leaveRoom(room);
            for (int i = 0; i < 20; i++) {
                append(log, 1);
                try {
                    log.write();
                    log.sync();
                } catch (DiskFullException full) {
                    assertThat(log.appendedIndex()).isEqualTo(i + 1);
                }
                Bodies.checkRead(log, bodies, 1);
            }
            assertThat(log.appendedIndex()).isEqualTo(20);
            small.faults().capacity = Long.MAX_VALUE;
            log.write();
            log.sync();
            assertThat(log.syncedIndex()).isEqualTo(20);
            small.cutPower();
            Bodies.check(SegmentedLog.open(small, SMALL, LOG_ID, 0), bodies, 20);
        }
    }

    @Test
    void aFullDiskIsOpenedReadAndClosed() throws IOException {
        SegmentedLog log = open();
        appendAndSync(log, 30);
        append(log, 1);
        disk.leaveRoom(10);
        assertThatThrownBy(log::write).isInstanceOf(DiskFullException.class);
        log.abandon();
        disk.leaveRoom(0);
        SegmentedLog again = open();
        Bodies.check(again, bodies, 30);
        again.close();
        assertThatThrownBy(again::write).isInstanceOf(DiskFailedException.class);
        Bodies.check(open(), bodies, 30);
    }

    @Test
    void startingOverAndOverMakesNothingLonger() throws IOException {
        SegmentedLog log = open();
        appendAndSync(log, 5);
        log.close();
        long bytes = SegmentedLog.inspect(disk, LOG_ID, 0).bytes();
        for (int i = 0; i < 10; i++) {
            open().close();
        }
        assertThat(SegmentedLog.inspect(disk, LOG_ID, 0).bytes()).isEqualTo(bytes);
    }

    @Test
    void whatCannotBeARecordIsNotAppended() throws IOException {
        SegmentedLog log = open();
        assertThatThrownBy(() -> log.append(256, new byte[0], 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.append(-1, new byte[0], 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.append(1, new byte[0], 0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(log.appendedIndex()).isZero();
        assertThatThrownBy(() -> new LogConfig(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
