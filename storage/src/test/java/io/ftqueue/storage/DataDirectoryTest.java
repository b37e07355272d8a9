package io.ftqueue.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory as a whole. */
class DataDirectoryTest {
    private static final Life FIRST = new Life(9, 0, 0);
    private static final StorageConfig CONFIG = new StorageConfig(new LogConfig(2000), 10_000);

    @TempDir
    private Path parent;

    private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(6));

    private DataDirectory open() throws IOException {
        return DataDirectory.open(disk, CONFIG, FIRST, () -> 42);
    }

    @Test
    void isMadeAndFoundAgain() throws IOException {
        Path path = parent.resolve("data");
        try (DataDirectory directory = DataDirectory.open(path, CONFIG, FIRST)) {
            assertThat(directory.life().life()).isEqualTo(FIRST);
            assertThat(directory.snapshotIndex()).isZero();
            directory.life().save(new Life(9, 1, 5));
            directory.log().append(1, new byte[] {1, 2, 3}, 0, 3);
        }
        try (DataDirectory directory = DataDirectory.open(path, CONFIG, FIRST)) {
            assertThat(directory.life().life().incarnation()).isEqualTo(1);
            assertThat(directory.log().appendedIndex()).isEqualTo(1);
            assertThat(directory.files()).contains("FORMAT", "lock", "life-a", "life-b", "log-000000000000000001");
        }
        try (Stream<Path> files = Files.list(path)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
    }

    @Test
    void isForOneProcess() throws Exception {
        Path path = parent.resolve("data");
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = other.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(out.readLine()).isEqualTo("opened");
            assertThatThrownBy(() -> DataDirectory.open(path, CONFIG, FIRST))
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("process " + other.pid());
        } finally {
            other.destroyForcibly().waitFor();
        }
        try (DataDirectory directory = DataDirectory.open(path, CONFIG, FIRST)) {
            assertThatThrownBy(() -> DataDirectory.open(path, CONFIG, FIRST))
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(directory.log().appendedIndex()).isZero();
        }
    }

    /** Opens a directory in another process, and keeps it until that is killed. */
    static final class Holder {
        public static void main(String[] arguments) throws IOException {
            DataDirectory directory = DataDirectory.open(Path.of(arguments[0]), CONFIG, FIRST);
            System.out.println("opened");
            while (System.in.read() >= 0) {
                directory.files();
            }
        }
    }

    @Test
    void aCrashAtAnyMomentOfItsMakingIsGotOver() throws IOException {
        int finished = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            SimulatedDisk crashing = new SimulatedDisk(new SplittableRandom(seed));
            Life attempt = new Life(9, seed, 0);
            try {
                DataDirectory.open(new StoppingDisk(crashing, seed % 30), CONFIG, attempt, () -> 41);
                finished++;
            } catch (IOException stopped) {
                assertThat(stopped).hasMessageContaining("stops here");
            }
            crashing.cutPower();
            DataDirectory directory = DataDirectory.open(crashing, CONFIG, FIRST, () -> 43);
            assertThat(directory.life().life()).isIn(FIRST, attempt);
            directory.close();
        }
        assertThat(finished).isBetween(100, 1_900);
    }

    @Test
    void aNewerFormatIsNotTouched() throws IOException {
        new DirectoryFormat(2, 42, DirectoryFormat.State.READY).save(disk);
        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("FORMAT")
                .hasMessageContaining("format 2");
        assertThat(disk.list()).containsExactly("FORMAT");
    }

    @Test
    void everyChangeOfTheFormatFileIsNoticed() throws IOException {
        open().close();
        int length = disk.bytes("FORMAT").length;
        for (int bit = 0; bit < 8 * length; bit++) {
            disk.flip("FORMAT", bit / 8, bit % 8);
            assertThatThrownBy(this::open).isInstanceOf(CorruptFileException.class);
            disk.flip("FORMAT", bit / 8, bit % 8);
        }
        byte[] sound = disk.bytes("FORMAT");
        for (int cut = 0; cut < length; cut++) {
            disk.place("FORMAT", Arrays.copyOf(sound, cut));
            assertThatThrownBy(this::open).isInstanceOf(CorruptFileException.class);
        }
        disk.place("FORMAT", sound);
        open().close();
    }

    @Test
    void aDirectoryOfSomethingElseIsNotTaken() {
        disk.place("holiday.jpg", new byte[10]);
        assertThatThrownBy(this::open).hasMessageContaining("FORMAT").hasMessageContaining("holiday.jpg");
        assertThat(disk.list()).containsExactly("holiday.jpg");
    }

    @Test
    void aDirectoryWithoutItsFormatIsNotBegunAgain() throws IOException {
        open().close();
        disk.remove("FORMAT");
        assertThatThrownBy(this::open).hasMessageContaining("FORMAT").hasMessageContaining("missing");
    }

    @Test
    void aSnapshotTellsThatTheLogWasSynced() throws IOException {
        DataDirectory directory = open();
        append(directory, 5);
        assertThatThrownBy(() -> directory.beginSnapshot(6)).isInstanceOf(IllegalArgumentException.class);
        try (SnapshotWriter writer = directory.beginSnapshot(5)) {
            writer.commit();
        }
        String log =
                disk.list().stream().filter(SegmentHead::isSegment).findFirst().orElseThrow();
        byte[] bytes = disk.bytes(log);
        disk.place(log, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("though it was synced");
    }

    private static void append(DataDirectory directory, int records) throws IOException {
        for (int i = 0; i < records; i++) {
            directory.log().append(0, new byte[100], 0, 100);
            directory.log().write();
        }
        directory.log().sync();
    }

    @Test
    void theLogDoesNotGrowWithoutBound() throws IOException {
        DataDirectory directory = open();
        for (int i = 0; i < 20; i++) {
            append(directory, 50);
            try (SnapshotWriter writer = directory.beginSnapshot(directory.log().syncedIndex())) {
                writer.add(new byte[10], 0, 10);
                writer.commit();
            }
            directory.dropWhatSnapshotsHold();
            assertThat(directory.log().bytes())
                    .isLessThan(2 * 50 * 140 + 2 * CONFIG.log().segmentBytes());
        }
        directory.close();
        DataDirectory again = open();
        assertThat(again.snapshotIndex()).isEqualTo(1000);
        assertThat(again.log().firstIndex()).isBetween(900L, 951L);
        again.close();
        disk.flip("snapshot-000000000000001000", 40, 1);
        assertThat(open().snapshotIndex()).isEqualTo(950);
    }

    @Test
    void saysWhenRoomIsShort() throws IOException {
        DataDirectory directory = open();
        assertThat(directory.isShortOfRoom()).isFalse();
        disk.leaveRoom(9_999);
        assertThat(directory.isShortOfRoom()).isTrue();
        append(directory, 10);
        disk.leaveRoom(10_000);
        assertThat(directory.isShortOfRoom()).isFalse();
        assertThatThrownBy(() -> new StorageConfig(LogConfig.DEFAULT, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDamagedDirectoryIsReportedAndEmptied() throws IOException {
        DataDirectory directory = open();
        directory.life().save(new Life(9, 4, 0));
        append(directory, 40);
        try (SnapshotWriter writer = directory.beginSnapshot(20)) {
            writer.commit();
        }
        directory.close();
        assertThat(DirectoryReport.of(disk).problems()).isEmpty();
        assertThat(DirectoryReport.of(disk).startsFrom()).isEqualTo(20);
        disk.flip("log-000000000000000001", 100, 2);
        disk.flip("life-a", 50, 2);
        disk.flip("snapshot-000000000000000020", 30, 2);
        DirectoryReport report = DirectoryReport.of(disk);
        assertThat(report.isSound()).isFalse();
        assertThat(report.life()).isEqualTo(new Life(9, 4, 0));
        assertThat(report.problems()).hasSize(3);
        assertThatThrownBy(this::open).isInstanceOf(CorruptLogException.class);

        DataDirectory emptied = DataDirectory.openEmptied(disk, CONFIG, FIRST, () -> 1);
        assertThat(emptied.life().life().incarnation()).isEqualTo(4);
        assertThat(emptied.log().appendedIndex()).isZero();
        assertThat(emptied.snapshots().indexes()).isEmpty();
        assertThat(emptied.files()).contains("log-000000000000000001.bad", "snapshot-000000000000000020.bad");
        append(emptied, 3);
        emptied.close();
        assertThat(DirectoryReport.of(disk).isSound()).isTrue();
        assertThat(open().log().appendedIndex()).isEqualTo(3);
    }

    /** A log of which some segments are set aside must not pass for one that is shorter. */
    @Test
    void aCrashWhileItIsEmptiedDoesNotBringPartsBack() throws IOException {
        for (int seed = 0; seed < 2_000; seed++) {
            SimulatedDisk crashing = new SimulatedDisk(new SplittableRandom(seed));
            DataDirectory directory = DataDirectory.open(crashing, CONFIG, FIRST, () -> 41);
            append(directory, 40);
            directory.close();
            try {
                DataDirectory.openEmptied(new StoppingDisk(crashing, seed % 25), CONFIG, FIRST, () -> 43);
            } catch (IOException stopped) {
                assertThat(stopped).hasMessageContaining("stops here");
            }
            crashing.cutPower();
            assertThat(DataDirectory.open(crashing, CONFIG, FIRST, () -> 44)
                            .log()
                            .appendedIndex())
                    .isIn(0L, 40L);
        }
    }

    @Test
    void reportsOnlyOnDataDirectoriesThatAreNotInUse() throws IOException {
        assertThatThrownBy(() -> DirectoryReport.of(parent)).hasMessageContaining("not a data directory");
        Path path = parent.resolve("data");
        try (DataDirectory directory = DataDirectory.open(path, CONFIG, FIRST)) {
            append(directory, 3);
            assertThatThrownBy(() -> DirectoryReport.of(path)).isInstanceOf(DirectoryInUseException.class);
        }
        DirectoryReport report = DirectoryReport.of(path);
        assertThat(report.isSound()).isTrue();
        assertThat(report.log().lastIndex()).isEqualTo(3);
        assertThat(report.formatVersion()).isEqualTo(1);
    }
}
