package io.ftqueue.storage;

import static io.ftqueue.storage.Bodies.LOG_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.storage.LogDamage.Left;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Mistakes that are easily made, each of which the checks must find. */
class PlantedMistakesTest {
    private static final int SEEDS = 2_000;

    /** A history of a seed. */
    private interface History {
        /** Runs it; throws an AssertionError if a promise was broken. */
        void run(long seed, UnaryOperator<Disk> mistake) throws IOException;
    }

    private static void assertFound(UnaryOperator<Disk> mistake) throws IOException {
        assertFound((seed, disk) -> LogHistory.run(seed, disk, new LogHistory.Tally()), mistake);
    }

    private static void assertFound(History history, UnaryOperator<Disk> mistake) throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                history.run(seed, mistake);
            } catch (AssertionError | RuntimeException found) {
                return;
            }
        }
        throw new AssertionError("nobody noticed");
    }

    /** Does not force files whose names begin so. */
    private static UnaryOperator<Disk> notForcing(String prefix) {
        return disk -> new ForwardingDisk(disk) {
            @Override
            DiskFile wrap(String name, DiskFile file) {
                return !name.startsWith(prefix)
                        ? file
                        : new ForwardingFile(file) {
                            @Override
                            public void force() {
                                // That is the mistake.
                            }
                        };
            }
        };
    }

    @Test
    void snapshotRenamedBeforeItIsForced() throws IOException {
        assertFound(DirectoryHistory::run, notForcing("snapshot-"));
    }

    @Test
    void lifeRenamedBeforeItIsForced() throws IOException {
        assertFound(DirectoryHistory::run, notForcing("life-"));
    }

    /** With copies written in turn, a server that loses the newer one takes an incarnation again. */
    @Test
    void copiesOfTheLifeWrittenInTurn() throws IOException {
        assertNoCopyIsOlder(UnaryOperator.identity());
        assertThatThrownBy(() -> assertNoCopyIsOlder(disk -> new ForwardingDisk(disk) {
                    private int renames;

                    @Override
                    public void rename(String from, String to) throws IOException {
                        renames++;
                        if (renames % 4 < 2) {
                            super.rename(from, to);
                        }
                    }
                }))
                .isInstanceOf(AssertionError.class);
    }

    private static void assertNoCopyIsOlder(UnaryOperator<Disk> mistake) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
        LifeStore store = LifeStore.empty(mistake.apply(disk), 1);
        for (int i = 1; i < 6; i++) {
            Life life = new Life(1, i, 0);
            store.save(life);
            for (String lost : List.of("life-a", "life-b")) {
                SimulatedDisk other = new SimulatedDisk(new SplittableRandom(1));
                disk.list().stream()
                        .filter(name -> !name.equals(lost))
                        .forEach(name -> other.place(name, disk.bytes(name)));
                if (i > 1) {
                    assertThat(LifeStore.open(other, 1).life()).isEqualTo(life);
                }
            }
        }
    }

    @Test
    void directoryNotForced() throws IOException {
        assertFound(disk -> new ForwardingDisk(disk) {
            @Override
            public void force() {
                // That is the mistake.
            }
        });
    }

    @Test
    void logNotForced() throws IOException {
        assertFound(notForcing("log-"));
    }

    @Test
    void failedForceTriedAgain() throws IOException {
        assertFound(disk -> new ForwardingDisk(disk) {
            @Override
            DiskFile wrap(String name, DiskFile file) {
                return new ForwardingFile(file) {
                    @Override
                    public void force() throws IOException {
                        try {
                            file.force();
                        } catch (IOException once) {
                            file.force();
                        }
                    }
                };
            }
        });
    }

    @Test
    void shortWriteNotContinued() throws IOException {
        assertFound(disk -> new ForwardingDisk(disk) {
            @Override
            DiskFile wrap(String name, DiskFile file) {
                return new ForwardingFile(file) {
                    @Override
                    public void writeFully(long position, ByteBuffer source) throws IOException {
                        file.write(position, source);
                    }
                };
            }
        });
    }

    /** After a failed force, what the next process reads may be in memory only; a force of it changes nothing. */
    @Test
    void tailForcedInsteadOfWrittenAgain() throws IOException {
        assertFound(disk -> new ForwardingDisk(disk) {
            @Override
            DiskFile wrap(String name, DiskFile file) {
                return new ForwardingFile(file) {
                    @Override
                    public void writeFully(long position, ByteBuffer source) throws IOException {
                        ByteBuffer there = ByteBuffer.allocate(source.remaining());
                        file.read(position, there);
                        if (!there.flip().equals(source)) {
                            super.writeFully(position, source);
                        }
                    }
                };
            }
        });
    }

    @Test
    void tornTailTakenForCorrupt() throws IOException {
        assertFound(disk -> new ForwardingDisk(disk) {
            @Override
            DiskFile wrap(String name, DiskFile file) {
                return new ForwardingFile(file) {
                    @Override
                    public int read(long position, ByteBuffer target) throws IOException {
                        int read = file.read(position, target);
                        for (int i = 0; i < read; i++) {
                            // No sector looks unfinished.
                            boolean check = (position + i) % Sectors.SECTOR == Sectors.SECTOR - 1;
                            target.put(
                                    target.position() - read + i,
                                    check ? Sectors.CHECK : target.get(target.position() - read + i));
                        }
                        return read;
                    }
                };
            }
        });
    }

    @Test
    void badMiddleTakenForTornTail() {
        var damage = new LogDamage(disk -> {
            try {
                return LogDamage.openAsItIs(disk);
            } catch (CorruptLogException bad) {
                byte[] bytes = disk.bytes(bad.file());
                disk.place(bad.file(), Arrays.copyOf(bytes, (int) bad.offset()));
                disk.list().stream()
                        .filter(name -> name.compareTo(bad.file()) > 0)
                        .forEach(disk::remove);
                return LogDamage.openAsItIs(disk);
            }
        });
        assertThatThrownBy(() -> {
                    Left left = LogDamage.left(LogDamage.LENGTHS.length, 0);
                    byte[] damaged = left.files().get(left.last());
                    damaged[left.syncedBytes() - 400] ^= 1;
                    damage.opensOrNames(left, left.last(), damaged, left.syncedBytes() - 400);
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the last record");
    }

    /**
     * The last head with a flipped bit in the length, and the checksum that it would have if that left the length
     * out.
     */
    @Test
    void lengthNotInTheChecksum() throws IOException {
        Left left = LogDamage.left(LogDamage.LENGTHS.length, 0);
        byte[] bytes = left.files().get(left.last());
        int at = (int) readerBeforeLast(left).nextPlace();
        int found = 0;
        for (int bit = 0; bit < 31; bit++) {
            ItemHead head = new ItemHead(LOG_ID);
            byte[] body = left.bodies().get((int) left.synced() - 1);
            head.begin(ItemHead.RECORD, Bodies.kindOf(left.synced()), body, 0, body.length);
            ByteBuffer.wrap(head.bytes()).putInt(ItemHead.LENGTH_AT, body.length ^ 1 << bit);
            head.complete(left.synced(), 1, readerBeforeLast(left).lastCrc());
            byte[] damagedBytes = bytes.clone();
            // The buffer begins where the file does, so its positions are those of the file.
            Sectors.put(ByteBuffer.wrap(damagedBytes).position(at), 0, head.bytes(), 0, ItemHead.BYTES);
            try {
                new LogDamage(LogDamage::openAsItIs).opensOrNames(left, left.last(), damagedBytes, at);
            } catch (AssertionError noticed) {
                found++;
            }
        }
        assertThat(found).isPositive();
    }

    /** Has read all records but the last. */
    private static SegmentReader readerBeforeLast(Left left) throws IOException {
        SegmentHead head = SegmentHead.decode(left.last(), left.files().get(left.last()), SegmentHead.BYTES);
        var reader = new SegmentReader(left.disk().open(left.last()), left.syncedBytes(), head);
        while (reader.lastIndex() < left.synced() - 1) {
            reader.next();
        }
        return reader;
    }
}
