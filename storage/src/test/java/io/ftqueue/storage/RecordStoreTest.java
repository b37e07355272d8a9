package io.ftqueue.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordStoreTest {

    private static final Life LIFE = new Life(1, 1, 0);
    private static final StorageConfig SMALL = new StorageConfig(new LogConfig(200), 0);

    @TempDir
    private Path folder;

    @Test
    void readsWhatWasAppendedInAnEarlierLife() throws IOException {
        try (RecordStore store = open()) {
            assertThat(store.isEmpty()).isTrue();
            assertThat(read(store)).isEmpty();
            append(store, 1, 10);
        }
        try (RecordStore store = open()) {
            assertThat(store.isEmpty()).isFalse();
            assertThat(read(store)).hasSize(10).startsWith("1").endsWith("10");
        }
    }

    @Test
    void startsFromTheSnapshotAndWhatFollowsIt() throws IOException {
        try (RecordStore store = open()) {
            read(store);
            append(store, 1, 10);
            snapshot(store, "one to ten");
            append(store, 11, 12);
        }
        try (RecordStore store = open()) {
            assertThat(read(store)).containsExactly("one to ten", "11", "12");
        }
    }

    @Test
    void wantsASnapshotWhenAsMuchWasAppendedAsTheLastOneWasLong() throws IOException {
        try (RecordStore store = open()) {
            read(store);
            append(store, 10, 29);
            assertThat(store.snapshotIsDue()).isFalse();
            append(store, 30, 59);
            assertThat(store.snapshotIsDue()).isTrue();
            snapshot(store, "x".repeat(300));
            append(store, 100, 190);
            assertThat(store.snapshotIsDue()).isFalse();
        }
        try (RecordStore store = open()) {
            read(store);
            assertThat(store.snapshotIsDue()).isFalse();
            append(store, 191, 200);
            assertThat(store.snapshotIsDue()).isTrue();
        }
    }

    @Test
    void wantsASnapshotAgainSomeTimeAfterThereWasNoRoomForOne() throws IOException {
        try (RecordStore store = open()) {
            read(store);
            append(store, 10, 59);
            assertThat(store.snapshotIsDue()).isTrue();
            store.postponeSnapshot();
            assertThat(store.snapshotIsDue()).isFalse();
            append(store, 10, 58);
            assertThat(store.snapshotIsDue()).isFalse();
            append(store, 59, 59);
            assertThat(store.snapshotIsDue()).isTrue();
        }
    }

    @Test
    void dropsSegmentsThatTwoSnapshotsHold() throws IOException {
        try (RecordStore store = open()) {
            read(store);
            append(store, 1, 50);
            snapshot(store, "a");
            append(store, 51, 100);
            snapshot(store, "b");
            assertThat(segments()).isNotEmpty().allMatch(first -> first > 40);
        }
    }

    private RecordStore open() throws IOException {
        return new RecordStore(DataDirectory.open(folder.resolve("data"), SMALL, LIFE), 100);
    }

    private List<Long> segments() throws IOException {
        return FileDisk.of(folder.resolve("data")).list().stream()
                .filter(name -> name.startsWith("log-"))
                .map(name -> Long.parseLong(name.substring(4)))
                .toList();
    }

    private static List<String> read(RecordStore store) throws IOException {
        List<String> records = new ArrayList<>();
        store.read(record -> records.add(new String(record, StandardCharsets.UTF_8)));
        return records;
    }

    private static void append(RecordStore store, int first, int last) throws IOException {
        for (int i = first; i <= last; i++) {
            byte[] bytes = String.valueOf(i).getBytes(StandardCharsets.UTF_8);
            store.append(bytes, 0, bytes.length);
            store.write();
        }
        store.sync();
    }

    private static void snapshot(RecordStore store, String text) throws IOException {
        try (SnapshotWriter writer = store.beginSnapshot(store.appendedIndex())) {
            assertThat(store.snapshotIsDue()).isFalse();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            writer.add(bytes, 0, bytes.length);
            writer.commit();
            store.endSnapshot(writer);
        }
    }
}
