package io.ftqueue.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.storage.DirectoryReport.Problem;
import io.ftqueue.storage.DirectoryReport.Remedy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be read of a directory without starting from it. */
class DirectoryReaderTest {

    private static final Life LIFE = new Life(9, 4, 7);
    private static final StorageConfig SMALL = new StorageConfig(new LogConfig(200), 0);
    private static final String FIRST_SEGMENT = "log-000000000000000001";

    @TempDir
    private Path folder;

    @Test
    void readsWhatAStartWouldRead() throws IOException {
        fill(1, 12);
        assertThat(read()).containsExactly(numbers(1, 12));
        try (DataDirectory directory = open()) {
            try (SnapshotWriter writer = directory.beginSnapshot(10)) {
                writer.add("to ten".getBytes(StandardCharsets.US_ASCII), 0, 6);
                writer.commit();
            }
        }
        assertThat(read()).containsExactly("to ten", "11", "12");
        fill(13, 14);
        assertThat(read()).containsExactly("to ten", "11", "12", "13", "14");
    }

    @Test
    void leavesEverythingAsItIs() throws IOException {
        fill(1, 12);
        Path last = lastSegment();
        byte[] whole = Files.readAllBytes(last);
        byte[] torn = Arrays.copyOf(whole, whole.length + 40);
        torn[whole.length] = 1;
        Files.write(last, torn);
        Files.delete(folder.resolve("life-b"));
        Files.write(folder.resolve("snapshot-000000000000000003.tmp"), new byte[7]);
        List<String> before = everything();
        assertThat(read()).containsExactly(numbers(1, 12));
        DirectoryReport report = DirectoryReport.of(folder);
        assertThat(report.problems())
                .extracting(Problem::remedy)
                .containsExactlyInAnyOrder(Remedy.CUT_OFF, Remedy.MENDED);
        assertThat(everything()).isEqualTo(before);
    }

    /** As in a copy that somebody has made to look at. */
    @Test
    void needsNoLockFile() throws IOException {
        fill(1, 3);
        Files.delete(folder.resolve(DirectoryLock.NAME));
        assertThat(read()).containsExactly("1", "2", "3");
        assertThat(folder.resolve(DirectoryLock.NAME)).doesNotExist();
    }

    @Test
    void keepsStartsAwayWhileItReads() throws IOException {
        fill(1, 3);
        try (DirectoryReader reader = DirectoryReader.open(folder)) {
            assertThat(reader.report().isUndamaged()).isTrue();
            assertThatThrownBy(this::open).isInstanceOf(DirectoryInUseException.class);
        }
        open().close();
    }

    /** Each segment is one place to look at when it is to be mended by hand. */
    @Test
    void namesEveryDamagedSegment() throws IOException {
        fill(1, 40);
        List<Path> segments = segments();
        assertThat(segments).hasSizeGreaterThan(5);
        flip(segments.get(0), 100);
        flip(segments.get(2), 30);
        flip(segments.get(4), 100);
        DirectoryReport report = DirectoryReport.of(folder);
        assertThat(report.isSound()).isFalse();
        assertThat(report.isUndamaged()).isFalse();
        assertThat(report.log()).isNull();
        assertThat(report.problems()).hasSize(3).allMatch(problem -> problem.remedy() == Remedy.EMPTIED);
        for (int damaged = 0; damaged < 3; damaged++) {
            assertThat(report.problems().get(damaged).what())
                    .contains(segments.get(2 * damaged).getFileName().toString(), "offset", "record");
        }
        try (DirectoryReader reader = DirectoryReader.open(folder)) {
            assertThatThrownBy(() -> reader.read(record -> {})).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void namesASegmentThatIsMissing() throws IOException {
        fill(1, 40);
        List<Path> segments = segments();
        Files.delete(segments.get(2));
        Files.delete(segments.get(segments.size() - 1));
        assertThat(DirectoryReport.of(folder).problems())
                .extracting(Problem::what)
                .hasSize(2)
                .anyMatch(what ->
                        what.contains("not continued by " + segments.get(3).getFileName()))
                .anyMatch(
                        what -> what.contains(segments.get(segments.size() - 1).getFileName() + ", offset 0"));
    }

    @Test
    void saysWhenAnotherSnapshotHasToDo() throws IOException {
        fill(1, 12);
        try (DataDirectory directory = open()) {
            for (long index : new long[] {5, 10}) {
                try (SnapshotWriter writer = directory.beginSnapshot(index)) {
                    writer.add(new byte[50], 0, 50);
                    writer.commit();
                }
            }
        }
        flip(folder.resolve("snapshot-000000000000000010"), 50);
        DirectoryReport report = DirectoryReport.of(folder);
        assertThat(report.startsFrom()).isEqualTo(5);
        assertThat(report.problems()).extracting(Problem::remedy).containsExactly(Remedy.PASSED_OVER);
        assertThat(report.snapshots())
                .extracting(DirectoryReport.Snapshot::index)
                .containsExactly(5L, 10L);
        assertThat(report.snapshots()).allMatch(snapshot -> snapshot.bytes() == 114);
    }

    @Test
    void tellsWhatWasSetAside() throws IOException {
        fill(1, 12);
        flip(folder.resolve(FIRST_SEGMENT), 100);
        DataDirectory.openEmptied(folder, SMALL, LIFE).close();
        DirectoryReport report = DirectoryReport.of(folder);
        assertThat(report.isUndamaged()).isTrue();
        assertThat(report.setAside()).contains(FIRST_SEGMENT + ".bad");
        assertThat(report.life()).isEqualTo(LIFE);
    }

    @Test
    void tellsADirectoryThatWasNeverFinished() throws IOException {
        fill(1, 3);
        Disk disk = FileDisk.of(folder);
        DirectoryFormat format = DirectoryFormat.load(disk);
        format.in(DirectoryFormat.State.NEW).save(disk);
        assertThat(DirectoryReport.of(folder).problems())
                .extracting(Problem::remedy)
                .containsExactly(Remedy.MADE_AGAIN);
        assertThat(read()).isEmpty();
        format.in(DirectoryFormat.State.EMPTYING).save(disk);
        assertThat(DirectoryReport.of(folder).isSound()).isFalse();
    }

    @Test
    void aDiskToBeReadCannotBeChanged() throws IOException {
        fill(1, 3);
        Disk disk = FileDisk.readOnly(folder);
        assertThatThrownBy(() -> disk.create("x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> disk.rename("life-a", "x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> disk.delete("life-a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(disk::force).isInstanceOf(IllegalStateException.class);
        assertThat(disk.list()).contains("life-a", "life-b");
    }

    private DataDirectory open() throws IOException {
        return DataDirectory.open(folder, SMALL, LIFE);
    }

    private void fill(long from, long to) throws IOException {
        try (DataDirectory directory = open()) {
            for (String number : numbers(from, to)) {
                byte[] body = number.getBytes(StandardCharsets.US_ASCII);
                directory.log().append(0, body, 0, body.length);
                directory.log().write();
            }
        }
    }

    private static String[] numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(String::valueOf).toArray(String[]::new);
    }

    private List<String> read() throws IOException {
        List<String> records = new ArrayList<>();
        try (DirectoryReader reader = DirectoryReader.open(folder)) {
            reader.read(record -> records.add(new String(record, StandardCharsets.US_ASCII)));
        }
        return records;
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> SegmentHead.isSegment(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private Path lastSegment() throws IOException {
        List<Path> segments = segments();
        return segments.get(segments.size() - 1);
    }

    private static void flip(Path file, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 4;
        Files.write(file, bytes);
    }

    /** Names, bytes and times of all files, and the time of the directory. */
    private List<String> everything() throws IOException {
        List<String> all = new ArrayList<>();
        all.add(Files.getLastModifiedTime(folder).toString());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                all.add(file.getFileName() + " " + Files.getLastModifiedTime(file) + " "
                        + Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return all;
    }
}
