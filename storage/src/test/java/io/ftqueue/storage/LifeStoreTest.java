package io.ftqueue.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The two copies of a life. */
class LifeStoreTest {
    private static final long ID = 77;

    private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(3));

    private static Life life(long number) {
        return new Life(9, number, number + 1);
    }

    private static void save(Disk disk, int times) throws IOException {
        LifeStore store = LifeStore.empty(disk, ID);
        for (int i = 1; i <= times; i++) {
            store.save(life(i));
        }
    }

    @Test
    void isReadBack() throws IOException {
        save(disk, 3);
        disk.cutPower();
        LifeStore store = LifeStore.open(disk, ID);
        assertThat(store.life()).isEqualTo(life(3));
        assertThat(store.mended()).isNull();
        assertThatThrownBy(() -> LifeStore.empty(disk, ID).life()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oneDamagedCopyIsNoticedAndNothingIsForgotten() throws IOException {
        save(disk, 2);
        for (String name : disk.list()) {
            byte[] sound = disk.bytes(name);
            for (int bit = 0; bit < 8 * sound.length; bit++) {
                disk.flip(name, bit / 8, bit % 8);
                LifeStore store = LifeStore.open(disk, ID);
                assertThat(store.life()).isEqualTo(life(2));
                assertThat(store.mended()).isNotNull().hasMessageContaining(name);
                assertThat(LifeStore.open(disk, ID).mended()).isNull();
            }
            for (int length = 0; length < sound.length; length++) {
                disk.place(name, Arrays.copyOf(sound, length));
                assertThat(LifeStore.open(disk, ID).life()).isEqualTo(life(2));
            }
            disk.remove(name);
            assertThat(LifeStore.open(disk, ID).mended()).hasMessageContaining("missing");
        }
    }

    @Test
    void twoDamagedCopiesAreRefused() throws IOException {
        save(disk, 2);
        disk.list().forEach(name -> disk.flip(name, 20, 1));
        assertThatThrownBy(() -> LifeStore.open(disk, ID))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("life-b");
        assertThatThrownBy(() -> LifeStore.open(new SimulatedDisk(new SplittableRandom(1)), ID))
                .hasMessageContaining("missing");
    }

    @Test
    void theLifeOfAnotherDirectoryIsNotTaken() throws IOException {
        save(disk, 1);
        assertThatThrownBy(() -> LifeStore.open(disk, ID + 1)).hasMessageContaining("another data directory");
    }

    @Test
    void aCrashAtAnyMomentLeavesTheLifeOfBeforeOrThisOne() throws IOException {
        int interrupted = 0;
        for (int seed = 0; seed < 3_000; seed++) {
            SimulatedDisk crashing = new SimulatedDisk(new SplittableRandom(seed));
            save(crashing, 2);
            try {
                LifeStore.open(new StoppingDisk(crashing, seed % 12), ID).save(life(3));
            } catch (IOException stopped) {
                interrupted++;
            }
            crashing.cutPower();
            LifeStore after = LifeStore.open(crashing, ID);
            assertThat(after.life()).isIn(life(2), life(3));
            assertThat(after.mended()).isNull();
        }
        assertThat(interrupted).isBetween(1_000, 2_900);
    }
}
