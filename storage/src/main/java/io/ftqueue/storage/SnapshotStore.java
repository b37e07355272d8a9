package io.ftqueue.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The last two snapshots of what the log amounts to. Two, so that when one is damaged the one before and the log from
 * there on still tell everything; {@link #logNeededFrom()} says how far the log must reach back for that.
 */
public final class SnapshotStore {

    private static final int KEPT = 2;

    private final Disk disk;
    private final long id;
    private final TreeSet<Long> indexes = new TreeSet<>();
    private final TreeSet<Long> bad = new TreeSet<>();

    private SnapshotStore(Disk disk, long id) {
        this.disk = disk;
        this.id = id;
    }

    /**
     * The snapshots of a disk; clears away those that were never finished.
     *
     * @param id tells them from those of other data directories
     */
    public static SnapshotStore open(Disk disk, long id) throws IOException {
        for (String name : disk.list()) {
            if (SnapshotFormat.isTemporary(name)) {
                disk.delete(name);
            }
        }
        return read(disk, id);
    }

    /** The snapshots of a disk; clears nothing away. */
    static SnapshotStore read(Disk disk, long id) throws IOException {
        SnapshotStore store = new SnapshotStore(disk, id);
        for (String name : disk.list()) {
            if (SnapshotFormat.isSnapshot(name)) {
                store.indexes.add(SnapshotFormat.indexOf(name));
            }
        }
        return store;
    }

    /** Reads every byte of all of them; what is wrong. */
    List<CorruptFileException> checkAll() throws IOException {
        List<CorruptFileException> wrong = new ArrayList<>();
        for (long index : indexes) {
            CorruptFileException here = check(index);
            if (here != null) {
                wrong.add(here);
            }
        }
        return wrong;
    }

    /** The snapshots there are, by the last record whose effect they hold, in ascending order. */
    public List<Long> indexes() {
        return List.copyOf(indexes);
    }

    /** The newest snapshot, sound or not; 0 if there is none. The log was synced up to there. */
    public long newest() {
        return indexes.isEmpty() ? 0 : indexes.last();
    }

    /** Those that {@link #choose} found damaged. */
    public NavigableSet<Long> bad() {
        return new TreeSet<>(bad);
    }

    /**
     * The newest snapshot that is sound and that the log continues; every byte of it is read. 0 stands for no snapshot,
     * where the log reaches back to its very beginning.
     *
     * @param firstIndex where the log begins
     * @throws CorruptFileException if there is none; naming what is wrong with the newest
     */
    public long choose(long firstIndex) throws IOException {
        CorruptFileException first = null;
        for (long index : indexes.descendingSet()) {
            CorruptFileException wrong = index + 1 < firstIndex ? tooOld(index, firstIndex) : check(index);
            if (wrong == null) {
                return index;
            }
            first = first == null ? wrong : first;
        }
        if (firstIndex == 1) {
            return 0;
        }
        throw first == null ? tooOld(0, firstIndex) : first;
    }

    private @Nullable CorruptFileException check(long index) throws IOException {
        try (SnapshotReader reader = read(index)) {
            byte[] piece = reader.next();
            while (piece != null) {
                piece = reader.next();
            }
            return null;
        } catch (CorruptFileException wrong) {
            bad.add(index);
            return wrong;
        }
    }

    private static CorruptFileException tooOld(long index, long firstIndex) {
        return new CorruptFileException(
                SnapshotFormat.fileName(index + 1 == firstIndex ? index : firstIndex - 1),
                0,
                "there is no such snapshot, and the log begins at record " + firstIndex);
    }

    /** Reads a snapshot. */
    public SnapshotReader read(long index) throws IOException {
        return new SnapshotReader(disk, id, index);
    }

    /**
     * Begins a snapshot.
     *
     * @param index the last record whose effect it holds, at least 1; it must be synced, or after a crash the log would
     *     be behind its snapshot
     */
    public SnapshotWriter begin(long index) throws IOException {
        if (index < 1) {
            throw new IllegalArgumentException("a snapshot of record " + index);
        }
        return new SnapshotWriter(this, disk, id, index);
    }

    /** The first record that is not in the older one of two snapshots; 1 if there are not two. */
    public long logNeededFrom() {
        List<Long> kept = kept();
        return kept.size() < KEPT ? 1 : kept.get(0) + 1;
    }

    void committed(long index) throws IOException {
        indexes.add(index);
        bad.remove(index);
        List<Long> kept = kept();
        if (kept.size() == KEPT) {
            for (long old : List.copyOf(indexes)) {
                if (!kept.contains(old)) {
                    disk.delete(SnapshotFormat.fileName(old));
                    indexes.remove(old);
                    bad.remove(old);
                }
            }
            disk.force();
        }
    }

    private List<Long> kept() {
        List<Long> sound = new ArrayList<>(indexes);
        sound.removeAll(bad);
        return sound.subList(Math.max(0, sound.size() - KEPT), sound.size());
    }
}
