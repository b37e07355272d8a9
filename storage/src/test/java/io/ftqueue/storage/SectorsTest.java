package io.ftqueue.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Item bytes on sectors, against the plain way to lay them out. */
class SectorsTest {
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void advancesAsCountingByteByByteDoes() {
        for (int start = 0; start < Sectors.SECTOR - 1; start++) {
            long place = start;
            for (int bytes = 0; bytes < 1200; bytes++) {
                assertThat(Sectors.advance(start, bytes)).isEqualTo(place);
                place++;
                if (place % Sectors.SECTOR == Sectors.SECTOR - 1) {
                    place++;
                }
            }
        }
    }

    @Test
    void whatWasPutIsReadAndEverySectorEndsInTheCheckByte() throws IOException {
        for (int run = 0; run < 300; run++) {
            long start = Sectors.advance(0, random.nextInt(2000));
            byte[] bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            ByteBuffer buffer = ByteBuffer.allocate(Sectors.atMost(bytes.length));
            Sectors.put(buffer, start, bytes, 0, bytes.length);
            assertThat(start + buffer.position()).isEqualTo(Sectors.advance(start, bytes.length));

            byte[] file = new byte[(int) start + buffer.position()];
            System.arraycopy(buffer.array(), 0, file, (int) start, buffer.position());
            for (int at = Sectors.SECTOR - 1; at < file.length; at += Sectors.SECTOR) {
                assertThat(file[at]).isEqualTo(at < start ? 0 : Sectors.CHECK);
            }
            assertThat(read(file, start, bytes.length)).isEqualTo(bytes);
        }
    }

    @Test
    void aCheckByteThatIsNotOneIsNoticed() throws IOException {
        byte[] file = new byte[3 * Sectors.SECTOR];
        Sectors.put(ByteBuffer.wrap(file), 0, new byte[1200], 0, 1200);
        SectorReader sound = new SectorReader(fileOf(file), file.length);
        assertThat(sound.read(0, new byte[1200], 0, 1200)).isEqualTo(SectorReader.Outcome.READ);

        file[Sectors.SECTOR - 1] = 0;
        SectorReader damaged = new SectorReader(fileOf(file), file.length);
        assertThat(damaged.read(0, new byte[1200], 0, 1200)).isEqualTo(SectorReader.Outcome.BAD_CHECK_BYTE);
        assertThat(damaged.read(0, new byte[510], 0, 510)).isEqualTo(SectorReader.Outcome.READ);
        assertThat(damaged.read(0, new byte[2000], 0, 2000)).isEqualTo(SectorReader.Outcome.BAD_CHECK_BYTE);
        SectorReader shorter = new SectorReader(fileOf(file), Sectors.advance(0, 1200));
        assertThat(shorter.read(Sectors.SECTOR, new byte[2000], 0, 2000)).isEqualTo(SectorReader.Outcome.PAST_THE_END);
    }

    private static byte[] read(byte[] file, long place, int length) throws IOException {
        byte[] bytes = new byte[length];
        assertThat(new SectorReader(fileOf(file), file.length).read(place, bytes, 0, length))
                .isEqualTo(SectorReader.Outcome.READ);
        return bytes;
    }

    private static DiskFile fileOf(byte[] bytes) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
        disk.place("file", Arrays.copyOf(bytes, bytes.length));
        return disk.open("file");
    }
}
