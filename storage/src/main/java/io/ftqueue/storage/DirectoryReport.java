package io.ftqueue.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a data directory holds, and whether it is sound.
 *
 * @param formatVersion of everything in it
 * @param id tells it from other directories
 * @param life who the server is; null if that cannot be read
 * @param snapshots those there are, in ascending order
 * @param log what the log holds; null if it is corrupt
 * @param startsFrom the snapshot that a start would take, 0 for none, -1 if it can take nothing from here
 * @param problems everything that is not as it was written, or not finished by a crash
 * @param setAside the names of the files that an earlier start found damaged and did not read again
 */
public record DirectoryReport(
        int formatVersion,
        long id,
        @Nullable Life life,
        List<Snapshot> snapshots,
        @Nullable LogSummary log,
        long startsFrom,
        List<Problem> problems,
        List<String> setAside) {

    /**
     * A snapshot.
     *
     * @param index the last record whose effect it holds
     * @param bytes how long the file is
     */
    public record Snapshot(long index, long bytes) {}

    /** What comes of a problem. */
    public enum Remedy {
        /** A crash has left it; a start cuts it off, and nothing that was acknowledged goes with it. */
        CUT_OFF,
        /** A crash has left it; a start makes the directory again, which holds nothing yet. */
        MADE_AGAIN,
        /** A start writes it again from its other copy. */
        MENDED,
        /** A start takes another snapshot, or none, and the log from there. */
        PASSED_OVER,
        /** Nothing can be taken from the log and the snapshots: what they held has to come from other servers. */
        EMPTIED,
        /** No start is possible. */
        REFUSED
    }

    /**
     * Something that is not as it was written.
     *
     * @param what names the file, the place and what is wrong there
     * @param remedy what a start can do about it
     */
    public record Problem(String what, Remedy remedy) {}

    /**
     * Reads a directory that no process has open, every byte of it, and changes nothing.
     *
     * @throws DirectoryInUseException if a process has it open
     * @throws NewerFormatException if it was made by a newer program
     * @throws CorruptFileException if it is no data directory, or does not say which format it has
     */
    public static DirectoryReport of(Path directory) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            return reader.report();
        }
    }

    /** Reads a directory that nobody else can have open, such as a simulated one. */
    public static DirectoryReport of(Disk disk) throws IOException {
        return new Examination(disk, DirectoryFormat.load(disk)).report();
    }

    /** Whether a start would find everything that was ever synced. */
    public boolean isSound() {
        return startsFrom >= 0;
    }

    /** Whether everything is as it was written, but for what a crash may leave. */
    public boolean isUndamaged() {
        return problems.stream()
                .allMatch(problem -> problem.remedy() == Remedy.CUT_OFF || problem.remedy() == Remedy.MADE_AGAIN);
    }

    /** Looks at one thing after the other. */
    private static final class Examination {

        private final Disk disk;
        private final DirectoryFormat format;
        private final List<Problem> problems = new ArrayList<>();
        private @Nullable Life life;
        private @Nullable LogSummary log;
        private long startsFrom = -1;

        Examination(Disk disk, DirectoryFormat format) {
            this.disk = disk;
            this.format = format;
        }

        DirectoryReport report() throws IOException {
            SnapshotStore snapshots = SnapshotStore.read(disk, format.id());
            if (format.state() == DirectoryFormat.State.NEW) {
                add(DirectoryFormat.NAME + ": the directory was never finished", Remedy.MADE_AGAIN);
                startsFrom = 0;
            } else {
                readLife();
                if (format.state() == DirectoryFormat.State.EMPTYING) {
                    add(DirectoryFormat.NAME + ": the damaged files are being set aside", Remedy.EMPTIED);
                } else {
                    readContents(snapshots);
                }
            }
            List<Snapshot> found = new ArrayList<>();
            for (long index : snapshots.indexes()) {
                try (DiskFile file = disk.open(SnapshotFormat.fileName(index))) {
                    found.add(new Snapshot(index, file.size()));
                }
            }
            List<String> setAside = disk.list().stream()
                    .filter(name -> name.endsWith(DataDirectory.SET_ASIDE))
                    .toList();
            return new DirectoryReport(
                    format.version(),
                    format.id(),
                    life,
                    List.copyOf(found),
                    log,
                    startsFrom,
                    List.copyOf(problems),
                    setAside);
        }

        private void readLife() throws IOException {
            try {
                LifeStore store = LifeStore.read(disk, format.id());
                life = store.life();
                if (store.mended() != null) {
                    add(store.mended().getMessage(), Remedy.MENDED);
                }
            } catch (CorruptFileException bad) {
                add(bad.getMessage(), Remedy.REFUSED);
            }
        }

        private void readContents(SnapshotStore snapshots) throws IOException {
            List<CorruptFileException> wrong = new ArrayList<>(snapshots.checkAll());
            long start = -1;
            try {
                log = SegmentedLog.inspect(disk, format.id(), snapshots.newest());
                if (log.tornBytes() > 0) {
                    add("the last " + log.tornBytes() + " bytes of the log are torn", Remedy.CUT_OFF);
                }
                start = snapshots.choose(log.firstIndex());
            } catch (CorruptLogException bad) {
                wrong.addAll(LogScan.everythingWrong(disk, format.id(), snapshots.newest()));
            } catch (CorruptFileException bad) {
                if (wrong.stream().noneMatch(known -> sameText(known, bad))) {
                    wrong.add(bad);
                }
            }
            for (CorruptFileException each : wrong) {
                add(each.getMessage(), start < 0 ? Remedy.EMPTIED : Remedy.PASSED_OVER);
            }
            startsFrom = life == null ? -1 : start;
        }

        private static boolean sameText(CorruptFileException one, CorruptFileException other) {
            return String.valueOf(one.getMessage()).equals(other.getMessage());
        }

        private void add(@Nullable String what, Remedy remedy) {
            problems.add(new Problem(String.valueOf(what), remedy));
        }
    }
}
