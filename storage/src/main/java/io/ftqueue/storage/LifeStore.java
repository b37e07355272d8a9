package io.ftqueue.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link Life} in two copies, of which one may be lost. Both are written each time: with a copy of the time
 * before, a server whose newer copy is lost would take its incarnation again.
 */
public final class LifeStore {

    private static final List<String> NAMES = List.of("life-a", "life-b");
    private static final String TEMPORARY = ".tmp";
    private static final long MAGIC = 0x4654_514C_4946_450AL; // FTQLIFE\n
    private static final int VERSION = 1;
    private static final int BYTES = 56;
    private static final int CRC_AT = 52;

    /** A copy of a life, and which of all that were ever saved it is. */
    private record Copy(long number, Life life) {}

    private final Disk disk;
    private final long id;
    private long number;
    private @Nullable Life life;
    private @Nullable CorruptFileException mended;
    private boolean copiesAreEqual = true;

    private LifeStore(Disk disk, long id) {
        this.disk = disk;
        this.id = id;
    }

    /** A store that holds nothing until the first {@link #save}. */
    static LifeStore empty(Disk disk, long id) {
        return new LifeStore(disk, id);
    }

    /**
     * Reads the life, and mends a copy that is damaged or older.
     *
     * @throws CorruptFileException if there is no good copy
     */
    static LifeStore open(Disk disk, long id) throws IOException {
        LifeStore store = read(disk, id);
        if (store.mended != null || !store.copiesAreEqual) {
            store.save(store.life());
        }
        return store;
    }

    /** Reads the life, and mends nothing. */
    static LifeStore read(Disk disk, long id) throws IOException {
        LifeStore store = new LifeStore(disk, id);
        Copy newest = null;
        for (String name : NAMES) {
            try {
                Copy copy = store.readCopy(name);
                store.copiesAreEqual &= newest == null || newest.equals(copy);
                newest = newest == null || newest.number() < copy.number() ? copy : newest;
            } catch (CorruptFileException damaged) {
                store.mended = damaged;
            }
        }
        if (newest == null && store.mended != null) {
            throw store.mended;
        }
        if (newest != null) {
            store.number = newest.number();
            store.life = newest.life();
        }
        return store;
    }

    /** What was saved last. */
    public Life life() {
        if (life == null) {
            throw new IllegalStateException("no life has been saved");
        }
        return life;
    }

    /** The copy that was damaged when the store was opened, and has been written again; null if none was. */
    public @Nullable CorruptFileException mended() {
        return mended;
    }

    /** Has both copies on disk when it returns. When it throws, a later start finds the life of before, or this one. */
    public void save(Life next) throws IOException {
        ByteBuffer bytes = encode(number + 1, next);
        for (String name : NAMES) {
            try (DiskFile file = disk.create(name + TEMPORARY)) {
                file.writeFully(0, bytes.rewind());
                file.force();
            }
        }
        for (String name : NAMES) {
            disk.rename(name + TEMPORARY, name);
        }
        disk.force();
        number++;
        life = next;
    }

    private ByteBuffer encode(long copyNumber, Life next) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC)
                .putInt(VERSION)
                .putLong(id)
                .putLong(copyNumber)
                .putLong(next.server())
                .putLong(next.incarnation())
                .putLong(next.epoch());
        bytes.putInt(CRC_AT, Checksum.of(bytes.array(), 0, CRC_AT));
        return bytes.clear();
    }

    private Copy readCopy(String name) throws IOException {
        if (!disk.list().contains(name)) {
            throw new CorruptFileException(name, 0, "the file is missing");
        }
        ByteBuffer in = ByteBuffer.allocate(BYTES + 1);
        try (DiskFile file = disk.open(name)) {
            int read = 0;
            while (in.hasRemaining() && read >= 0) {
                read = file.read(in.position(), in);
            }
        }
        in.flip();
        if (in.limit() != BYTES || in.getInt(CRC_AT) != Checksum.of(in.array(), 0, CRC_AT)) {
            throw new CorruptFileException(name, 0, "the file has a wrong length or checksum");
        }
        if (in.getLong() != MAGIC || in.getInt() != VERSION || in.getLong() != id) {
            throw new CorruptFileException(name, 0, "the file is of another data directory");
        }
        long copyNumber = in.getLong();
        return new Copy(copyNumber, new Life(in.getLong(), in.getLong(), in.getLong()));
    }
}
