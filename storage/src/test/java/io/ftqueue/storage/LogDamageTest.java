package io.ftqueue.storage;

import static io.ftqueue.storage.LogDamage.LENGTHS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.storage.LogDamage.Left;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A small log, torn at every byte and with every bit turned over. */
class LogDamageTest {
    private final LogDamage damage = new LogDamage(LogDamage::openAsItIs);

    @Test
    void everyTornTailIsCutOff() throws IOException {
        for (int zeros = 0; zeros < 2; zeros++) {
            for (int synced : new int[] {0, 4, 9, LENGTHS.length - 1}) {
                Left left = LogDamage.left(synced, zeros);
                byte[] whole = left.files().get(left.last());
                for (int at = left.syncedBytes(); at <= whole.length; at++) {
                    damage.recovers(left, Arrays.copyOf(whole, at));
                    damage.recovers(left, LogDamage.withZeros(whole, at, whole.length));
                    damage.recovers(left, LogDamage.withZeros(whole, at, sectorEnd(at, whole.length)));
                }
            }
        }
    }

    @Test
    void everyHoleInWhatWasSyncedIsNoticed() throws IOException {
        Left left = LogDamage.left(LENGTHS.length - 1, 0);
        for (Map.Entry<String, byte[]> file : left.files().entrySet()) {
            byte[] whole = file.getValue();
            int before = file.getKey().equals(left.last()) ? left.syncedBytes() : whole.length - ItemHead.OVERHEAD;
            for (int at = 0; at < before; at++) {
                byte[] damaged = LogDamage.withZeros(whole, at, sectorEnd(at, before));
                if (!Arrays.equals(damaged, whole)) {
                    assertThat(damage.opensOrNames(left, file.getKey(), damaged, at))
                            .as("%s, zeros from %d", file.getKey(), at)
                            .isFalse();
                }
            }
        }
    }

    private static int sectorEnd(int at, int before) {
        return Math.min(before, (at / Sectors.SECTOR + 1) * Sectors.SECTOR);
    }

    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        int refused = 0;
        for (int synced : new int[] {3, LENGTHS.length - 1, LENGTHS.length}) {
            for (int zeros = 0; zeros < (synced == LENGTHS.length ? 2 : 1); zeros++) {
                Left left = LogDamage.left(synced, zeros);
                for (Map.Entry<String, byte[]> file : left.files().entrySet()) {
                    refused += flipEachBit(left, file.getKey(), file.getValue());
                }
            }
        }
        assertThat(refused).isGreaterThan(100_000);
    }

    private int flipEachBit(Left left, String name, byte[] whole) throws IOException {
        int refused = 0;
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            if (!damage.opensOrNames(left, name, damaged, bit / 8)) {
                refused++;
            }
        }
        return refused;
    }
}
