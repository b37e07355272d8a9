package io.ftqueue.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Snapshots, and which of them is taken. */
class SnapshotStoreTest {
    private static final long ID = 5;

    private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(4));

    private static List<byte[]> pieces(long index) {
        SplittableRandom random = new SplittableRandom(index);
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            byte[] piece = new byte[random.nextInt(60)];
            random.nextBytes(piece);
            pieces.add(piece);
        }
        return pieces;
    }

    private static void write(SnapshotStore store, long index) throws IOException {
        try (SnapshotWriter writer = store.begin(index)) {
            for (byte[] piece : pieces(index)) {
                writer.add(piece, 0, piece.length);
            }
            writer.commit();
        }
    }

    private static void check(SnapshotStore store, long index) throws IOException {
        List<byte[]> read = new ArrayList<>();
        try (SnapshotReader reader = store.read(index)) {
            assertThat(reader.index()).isEqualTo(index);
            for (byte[] piece = reader.next(); piece != null; piece = reader.next()) {
                read.add(piece);
            }
            assertThat(reader.next()).isNull();
        }
        assertThat(read).usingRecursiveComparison().isEqualTo(pieces(index));
    }

    private SnapshotStore open() throws IOException {
        return SnapshotStore.open(disk, ID);
    }

    @Test
    void theLastTwoAreKept() throws IOException {
        SnapshotStore store = open();
        assertThat(store.newest()).isZero();
        assertThat(store.logNeededFrom()).isEqualTo(1);
        write(store, 10);
        assertThat(store.logNeededFrom()).isEqualTo(1);
        write(store, 20);
        assertThat(store.logNeededFrom()).isEqualTo(11);
        write(store, 30);
        assertThat(store.logNeededFrom()).isEqualTo(21);
        disk.cutPower();
        SnapshotStore again = open();
        assertThat(again.indexes()).containsExactly(20L, 30L);
        assertThat(again.choose(21)).isEqualTo(30);
        check(again, 20);
        check(again, 30);
    }

    @Test
    void largePiecesAndNoneAreReadBack() throws IOException {
        SnapshotStore store = open();
        byte[] large = new byte[300_000];
        new SplittableRandom(1).nextBytes(large);
        try (SnapshotWriter writer = store.begin(1)) {
            writer.add(large, 1, large.length - 1);
            writer.add(large, 0, 0);
            assertThat(writer.bytes()).isEqualTo(large.length - 1);
            writer.commit();
        }
        try (SnapshotReader reader = store.read(1)) {
            assertThat(reader.next()).isEqualTo(Arrays.copyOfRange(large, 1, large.length));
            assertThat(reader.next()).isEmpty();
            assertThat(reader.next()).isNull();
        }
        try (SnapshotWriter writer = store.begin(7)) {
            writer.commit();
        }
        assertThat(open().choose(1)).isEqualTo(7);
        assertThatThrownBy(() -> store.begin(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatWasNotCommittedIsNotThere() throws IOException {
        SnapshotStore store = open();
        try (SnapshotWriter writer = store.begin(10)) {
            writer.add(new byte[10], 0, 10);
        }
        assertThat(disk.list()).isEmpty();
        SnapshotWriter lost = store.begin(10);
        lost.add(new byte[10], 0, 10);
        assertThat(disk.list()).hasSize(1);
        assertThat(open().indexes()).isEmpty();
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void everyFlippedBitAndEveryCutIsNoticed() throws IOException {
        write(open(), 10);
        write(open(), 20);
        String newest = disk.list().get(1);
        byte[] sound = disk.bytes(newest);
        for (int bit = 0; bit < 8 * sound.length; bit++) {
            disk.flip(newest, bit / 8, bit % 8);
            assertTakesTheOlder();
            disk.flip(newest, bit / 8, bit % 8);
        }
        for (int length = 0; length < sound.length; length++) {
            disk.place(newest, Arrays.copyOf(sound, length));
            assertTakesTheOlder();
        }
        disk.place(newest, Arrays.copyOf(sound, sound.length + 1));
        assertTakesTheOlder();
        disk.place(newest, sound);
        assertThat(open().choose(11)).isEqualTo(20);
    }

    private void assertTakesTheOlder() throws IOException {
        SnapshotStore store = open();
        assertThat(store.choose(11)).isEqualTo(10);
        assertThat(store.bad()).containsExactly(20L);
        assertThat(store.logNeededFrom()).isEqualTo(1);
        assertThatThrownBy(() -> open().choose(12))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("snapshot-000000000000000020");
    }

    @Test
    void aBadOneIsNotCountedAmongTheTwo() throws IOException {
        write(open(), 10);
        write(open(), 20);
        disk.flip(disk.list().get(1), 50, 1);
        SnapshotStore store = open();
        assertThat(store.choose(11)).isEqualTo(10);
        write(store, 30);
        assertThat(store.indexes()).containsExactly(10L, 30L);
        assertThat(store.logNeededFrom()).isEqualTo(11);
    }

    @Test
    void withNoneTheLogMustReachBackToItsBeginning() throws IOException {
        assertThat(open().choose(1)).isZero();
        assertThatThrownBy(() -> open().choose(2)).hasMessageContaining("snapshot-000000000000000001");
        write(open(), 10);
        assertThat(open().choose(11)).isEqualTo(10);
        assertThatThrownBy(() -> open().choose(12)).hasMessageContaining("begins at record 12");
    }

    @Test
    void theSnapshotOfAnotherDirectoryOrIndexIsNotTaken() throws IOException {
        write(SnapshotStore.open(disk, ID + 1), 10);
        assertThat(open().choose(1)).isZero();
        write(open(), 10);
        byte[] bytes = disk.bytes(disk.list().get(0));
        disk.place("snapshot-000000000000000011", bytes);
        assertThat(open().choose(1)).isEqualTo(10);
    }

    @Test
    void aFullDiskEndsTheAttempt() throws IOException {
        SnapshotStore store = open();
        write(store, 10);
        for (int room = 0; room < 200; room += 10) {
            disk.leaveRoom(room);
            assertThatThrownBy(() -> write(store, 20)).isInstanceOf(DiskFullException.class);
            assertThat(disk.list()).hasSize(1);
        }
        disk.faults().capacity = Long.MAX_VALUE;
        write(store, 20);
        assertThat(open().choose(11)).isEqualTo(20);
    }
}
