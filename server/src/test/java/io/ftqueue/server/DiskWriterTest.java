package io.ftqueue.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.storage.DataDirectory;
import io.ftqueue.storage.FileDisk;
import io.ftqueue.storage.Life;
import io.ftqueue.storage.RecordStore;
import io.ftqueue.storage.StorageConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DiskWriterTest {

    private static final byte[] HEAD = {7, 0};

    @TempDir
    private Path folder;

    private FaultyDisk disk;
    private final Semaphore progress = new Semaphore(0);
    private final Semaphore failures = new Semaphore(0);
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    @BeforeEach
    void prepare() throws IOException {
        disk = new FaultyDisk(FileDisk.of(folder));
    }

    @Test
    void saysWhatIsRecordedOnceItIs() throws Exception {
        DiskWriter writer = start(true);
        append(writer, "one");
        append(writer, "two");
        assertThat(writer.recordedCount()).isZero();
        writer.handOver(2, null);
        awaitCount(writer, 2);
        append(writer, "three");
        writer.handOver(3, null);
        writer.close();
        assertThat(writer.recordedCount()).isEqualTo(3);
        assertThat(records()).containsExactly("one", "two", "three");
    }

    @Test
    void acknowledgesNothingAfterAFailedForce() throws Exception {
        DiskWriter writer = start(true);
        append(writer, "one");
        writer.handOver(1, null);
        awaitCount(writer, 1);
        disk.failing = true;
        append(writer, "two");
        writer.handOver(2, null);
        failures.acquire();
        disk.failing = false;
        append(writer, "three");
        writer.handOver(3, null);
        writer.close();
        assertThat(writer.recordedCount()).isEqualTo(1);
        assertThat(failure.get()).hasMessageContaining("input/output error");
    }

    @Test
    void waitsForRoomAndLosesNothing() throws Exception {
        DiskWriter writer = start(true);
        disk.full = true;
        append(writer, "one");
        writer.handOver(1, null);
        // Told once that there is no room.
        progress.acquire();
        assertThat(writer.recordedCount()).isZero();
        assertThat(writer.shortOfRoom()).isTrue();
        append(writer, "two");
        writer.handOver(2, null);
        disk.full = false;
        awaitCount(writer, 2);
        writer.close();
        assertThat(failure.get()).isNull();
        assertThat(records()).containsExactly("one", "two");
    }

    /** The loop waits, because too much is waiting for room; a server that is to stop must be let go all the same. */
    @Test
    void letsTheLoopGoThatWaitsForRoomWhenTheServerIsToStop() throws Exception {
        DiskWriter writer = start(true);
        disk.full = true;
        append(writer, "one");
        writer.handOver(1, null);
        progress.acquire();
        var loop = new Thread(
                () -> {
                    byte[] megabyte = new byte[1 << 20];
                    for (int i = 0; i < 80; i++) {
                        writer.append(HEAD, 1, megabyte);
                    }
                    writer.handOver(2, null);
                },
                "loop");
        loop.start();
        while (loop.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        writer.hurry();
        loop.join();
        writer.close();
        assertThat(writer.recordedCount()).isZero();
        assertThat(failure.get()).hasMessageContaining("no room");
    }

    @Test
    void tellsWhenThereIsHardlyAnyRoomAndWhenThereIsAgain() throws Exception {
        disk.shortOfRoom = true;
        DiskWriter writer = start(true);
        while (!writer.shortOfRoom()) {
            assertThat(progress.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
        disk.shortOfRoom = false;
        while (writer.shortOfRoom()) {
            assertThat(progress.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
        writer.close();
    }

    private DiskWriter start(boolean sync) throws IOException {
        var writer = new DiskWriter(store(), sync);
        writer.start(new DiskWriter.Listener() {
            @Override
            public void progressed() {
                progress.release();
            }

            @Override
            public void failed(IOException why) {
                failure.set(why);
                failures.release();
            }
        });
        return writer;
    }

    private RecordStore store() throws IOException {
        StorageConfig config = new StorageConfig(StorageConfig.DEFAULT.log(), 1);
        var store = new RecordStore(DataDirectory.open(disk, config, new Life(1, 1, 0), () -> 99), 1 << 20);
        store.read(record -> {});
        return store;
    }

    private List<String> records() throws IOException {
        List<String> records = new ArrayList<>();
        StorageConfig config = StorageConfig.DEFAULT;
        try (var store = new RecordStore(DataDirectory.open(disk, config, new Life(1, 1, 0), () -> 99), 1 << 20)) {
            store.read(record -> records.add(new String(record, 1, record.length - 1, UTF_8)));
        }
        return records;
    }

    private static void append(DiskWriter writer, String text) {
        writer.append(HEAD, 1, text.getBytes(UTF_8));
    }

    private void awaitCount(DiskWriter writer, long count) throws InterruptedException {
        while (writer.recordedCount() < count) {
            assertThat(progress.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
