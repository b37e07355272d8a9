package io.ftqueue.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything a server keeps on disk: its life, snapshots, and the log from the older one of them on. What it knows
 * when it starts is snapshot {@link #snapshotIndex()} and the records after it.
 */
public final class DataDirectory implements Closeable {

    /** Ends the names of files that were damaged. */
    public static final String SET_ASIDE = ".bad";

    private final Disk disk;
    private final StorageConfig config;
    private final @Nullable DirectoryLock lock;
    private final LifeStore life;
    private final SnapshotStore snapshots;
    private final SegmentedLog log;
    private final long snapshotIndex;

    private DataDirectory(
            Disk disk,
            StorageConfig config,
            @Nullable DirectoryLock lock,
            LifeStore life,
            SnapshotStore snapshots,
            SegmentedLog log,
            long snapshotIndex) {
        this.disk = disk;
        this.config = config;
        this.lock = lock;
        this.life = life;
        this.snapshots = snapshots;
        this.log = log;
        this.snapshotIndex = snapshotIndex;
    }

    /**
     * Opens a directory, and makes it if it is not there, empty or never was finished. A new one is for its owner only;
     * one that exists keeps its permissions, and files in it are for their owner only.
     *
     * @param first what a new directory is to begin with
     * @throws DirectoryInUseException if another process has it open
     * @throws CorruptFileException naming what is damaged, and where; or a file that says that the directory is not one
     *     of ours, or of a newer format
     */
    public static DataDirectory open(Path directory, StorageConfig config, Life first) throws IOException {
        return open(directory, config, first, false);
    }

    /**
     * Opens a directory without its log and snapshots, for a server that will get everything from others because they
     * are damaged. They get names that end in {@value #SET_ASIDE}, in place of any that had; the life is kept.
     */
    public static DataDirectory openEmptied(Path directory, StorageConfig config, Life first) throws IOException {
        return open(directory, config, first, true);
    }

    private static DataDirectory open(Path directory, StorageConfig config, Life first, boolean emptied)
            throws IOException {
        FileDisk.createDirectory(directory);
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            Disk disk = FileDisk.of(directory);
            return open(disk, config, prepare(disk, first, new SecureRandom()::nextLong, emptied), lock);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    /** Opens a directory that nobody else can have open, such as a simulated one. */
    public static DataDirectory open(Disk disk, StorageConfig config, Life first, LongSupplier idForNew)
            throws IOException {
        return open(disk, config, prepare(disk, first, idForNew, false), null);
    }

    /** The same as {@link #openEmptied(Path, StorageConfig, Life)}. */
    public static DataDirectory openEmptied(Disk disk, StorageConfig config, Life first, LongSupplier idForNew)
            throws IOException {
        return open(disk, config, prepare(disk, first, idForNew, true), null);
    }

    private static DataDirectory open(Disk disk, StorageConfig config, long id, @Nullable DirectoryLock lock)
            throws IOException {
        LifeStore life = LifeStore.open(disk, id);
        SnapshotStore snapshots = SnapshotStore.open(disk, id);
        SegmentedLog log = SegmentedLog.open(disk, config.log(), id, snapshots.newest());
        try {
            long snapshotIndex = snapshots.choose(log.firstIndex());
            return new DataDirectory(disk, config, lock, life, snapshots, log, snapshotIndex);
        } catch (IOException failed) {
            log.abandon();
            throw failed;
        }
    }

    /** Has everything there that a directory must have; returns its id. */
    private static long prepare(Disk disk, Life first, LongSupplier idForNew, boolean emptied) throws IOException {
        disk.force();
        DirectoryFormat format = disk.list().contains(DirectoryFormat.NAME)
                ? DirectoryFormat.load(disk)
                : begin(disk, idForNew.getAsLong());
        if (format.state() == DirectoryFormat.State.NEW) {
            LifeStore.empty(disk, format.id()).save(first);
        } else if (emptied) {
            // Without a life the directory is of no use: then all of it stays as it is.
            LifeStore.read(disk, format.id());
            format.in(DirectoryFormat.State.EMPTYING).save(disk);
            setAside(disk);
        } else if (format.state() == DirectoryFormat.State.EMPTYING) {
            setAside(disk);
        } else {
            return format.id();
        }
        SegmentedLog.create(disk, format.id());
        format.in(DirectoryFormat.State.READY).save(disk);
        return format.id();
    }

    private static DirectoryFormat begin(Disk disk, long id) throws IOException {
        for (String name : disk.list()) {
            if (!name.equals(DirectoryLock.NAME) && !DirectoryFormat.isTemporary(name)) {
                throw new CorruptFileException(
                        DirectoryFormat.NAME, 0, "the file is missing, though there are others, such as " + name);
            }
        }
        DirectoryFormat format = new DirectoryFormat(DirectoryFormat.VERSION, id, DirectoryFormat.State.NEW);
        format.save(disk);
        return format;
    }

    private static void setAside(Disk disk) throws IOException {
        for (String name : disk.list()) {
            if (SegmentHead.isSegment(name) || SnapshotFormat.isSnapshot(name)) {
                disk.rename(name, name + SET_ASIDE);
            }
        }
        disk.force();
    }

    /** Whether files of this directory were set aside, now or earlier, because they were damaged. */
    public boolean wasDamaged() throws IOException {
        return disk.list().stream().anyMatch(name -> name.endsWith(SET_ASIDE));
    }

    /** Who the server is. */
    public LifeStore life() {
        return life;
    }

    /** The log. */
    public SegmentedLog log() {
        return log;
    }

    /** The snapshots. */
    public SnapshotStore snapshots() {
        return snapshots;
    }

    /** The snapshot to start from, every byte of which has been read; 0 to start from nothing. */
    public long snapshotIndex() {
        return snapshotIndex;
    }

    /**
     * Begins a snapshot.
     *
     * @param index the last record whose effect it holds; from 1 to {@link SegmentedLog#syncedIndex()}
     */
    public SnapshotWriter beginSnapshot(long index) throws IOException {
        if (index > log.syncedIndex()) {
            throw new IllegalArgumentException(
                    "a snapshot of record " + index + ", where " + log.syncedIndex() + " are synced");
        }
        return snapshots.begin(index);
    }

    /** Deletes the segments of the log that no start can need any more. */
    public void dropWhatSnapshotsHold() throws IOException {
        log.dropBefore(snapshots.logNeededFrom());
    }

    /** Whether less than the reserve is left: time to take in nothing that grows. */
    public boolean isShortOfRoom() throws IOException {
        return disk.usableBytes() < config.reserveBytes();
    }

    /** The names of all files. */
    public List<String> files() throws IOException {
        return disk.list();
    }

    @Override
    public void close() throws IOException {
        try {
            log.close();
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
