package io.ftqueue.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a data directory holds, and whether it is sound.
 *
 * @param formatVersion of everything in it
 * @param life who the server is; null if that cannot be read
 * @param snapshots those there are, in ascending order
 * @param log what the log holds; null if it is corrupt
 * @param startsFrom the snapshot that a start would take, 0 for none, -1 if it would be refused
 * @param problems everything that is not as it was written, or not finished by a crash, a line each
 */
public record DirectoryReport(
        int formatVersion,
        @Nullable Life life,
        List<Long> snapshots,
        @Nullable LogSummary log,
        long startsFrom,
        List<String> problems) {

    /**
     * Reads a directory that no process has open, every byte of it, and changes nothing.
     *
     * @throws DirectoryInUseException if a process has it open
     * @throws CorruptFileException if it is no data directory, or of a newer format
     */
    public static DirectoryReport of(Path directory) throws IOException {
        if (!Files.exists(directory.resolve(DirectoryFormat.NAME))) {
            throw new CorruptFileException(DirectoryFormat.NAME, 0, directory + " is not a data directory");
        }
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            return of(FileDisk.of(directory));
        } finally {
            lock.close();
        }
    }

    /** Reads a directory that nobody else can have open, such as a simulated one. */
    public static DirectoryReport of(Disk disk) throws IOException {
        DirectoryFormat format = DirectoryFormat.load(disk);
        List<String> problems = new ArrayList<>();
        if (format.state() != DirectoryFormat.State.READY) {
            problems.add(DirectoryFormat.NAME + ": the directory was never finished");
        }
        Life life = null;
        try {
            LifeStore store = LifeStore.read(disk, format.id());
            life = store.life();
            if (store.mended() != null) {
                problems.add(store.mended().getMessage());
            }
        } catch (CorruptFileException bad) {
            problems.add(bad.getMessage());
        }
        SnapshotStore snapshots = SnapshotStore.read(disk, format.id());
        for (CorruptFileException bad : snapshots.checkAll()) {
            problems.add(bad.getMessage());
        }
        LogSummary log = null;
        long startsFrom = -1;
        try {
            log = SegmentedLog.inspect(disk, format.id(), snapshots.newest());
            if (log.tornBytes() > 0) {
                problems.add("the last " + log.tornBytes() + " bytes of the log are torn");
            }
            startsFrom = snapshots.choose(log.firstIndex());
        } catch (CorruptFileException bad) {
            if (!problems.contains(bad.getMessage())) {
                problems.add(bad.getMessage());
            }
        }
        return new DirectoryReport(
                format.version(),
                life,
                snapshots.indexes(),
                log,
                life == null ? -1 : startsFrom,
                List.copyOf(problems));
    }

    /** Whether a start would find everything that was ever synced. */
    public boolean isSound() {
        return startsFrom >= 0;
    }
}
