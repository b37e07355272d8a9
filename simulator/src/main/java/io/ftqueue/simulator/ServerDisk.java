package io.ftqueue.simulator;

import static io.ftqueue.simulator.checker.Violation.require;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Recorder;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.simulator.KeyedRandom.Purpose;
import io.ftqueue.simulator.checker.Violation;
import io.ftqueue.storage.CorruptFileException;
import io.ftqueue.storage.DataDirectory;
import io.ftqueue.storage.Life;
import io.ftqueue.storage.LogConfig;
import io.ftqueue.storage.RecordStore;
import io.ftqueue.storage.SimulatedDisk;
import io.ftqueue.storage.StorageConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The disk of one server, with a data directory on it: opened when the server starts, checked against what was known to
 * be there, and damaged or lost when a run says so.
 */
final class ServerDisk implements Recorder {

    private static final long RETRY = 30 * SimulationOptions.MILLI;
    private static final int MOST_MISPLACED = 600;
    /** Where there is something of the first record, in the files of the log as in snapshots. */
    private static final int FIRST_BODY = 70;

    private final World world;
    private final int index;
    private final DiskOptions options;
    private final KeyedRandom random;
    private final StorageConfig config;
    /** By the last record appended: what the replica was then. */
    private final TreeMap<Long, Point> points = new TreeMap<>();

    private SimulatedDisk disk;
    private @Nullable RecordStore store;
    private @Nullable DiskWriter writer;
    private boolean damaged;
    /** The damage may look like the end of a write that was never finished: it takes synced records with it. */
    private boolean mayHide;

    private boolean willRetry;
    private boolean healed;
    /** What was there is being set aside; a start that fails in between is followed by one that goes on with it. */
    private boolean emptying;

    /** Files were set aside because they were damaged, in this life or an earlier one. */
    private boolean setAside;

    /** The last record that was found when the directory was opened. */
    private long foundIndex;

    /** The last record that is on disk for good, and what the replica had executed then. */
    private long syncedIndex;

    private Context synced = Context.BLANK;

    /** A replica between two steps. */
    private record Point(Context context, long stateHash) {}

    ServerDisk(World world, int index) {
        this.world = world;
        this.index = index;
        this.options = world.options().disk();
        this.random = new KeyedRandom(world.options().seed(), Purpose.DISK, 10 + index);
        int zeros = random.nextBoolean() ? 0 : random.nextInt(2_000);
        this.config = new StorageConfig(new LogConfig(options.segmentBytes(), zeros), 0);
        this.disk = newDisk();
    }

    private SimulatedDisk newDisk() {
        var fresh = new SimulatedDisk(random);
        if (healed) {
            return fresh;
        }
        fresh.faults().shortWrite = options.shortWrite();
        fresh.faults().failedForce = options.failedForce();
        fresh.faults().tearsAtAnyByte = options.tearsAtAnyByte();
        return fresh;
    }

    /** What the replica had executed of which the disk tells for good. */
    Context synced() {
        return synced;
    }

    /** The last record that was found when the directory was opened. */
    long foundIndex() {
        return foundIndex;
    }

    /** Whether something at rest there was damaged since it was opened last. */
    boolean isDamaged() {
        return damaged;
    }

    /** From now on the disk does what it is told. */
    void heal() {
        healed = true;
        disk.faults().shortWrite = 0;
        disk.faults().failedForce = 0;
        disk.faults().capacity = Long.MAX_VALUE;
    }

    /**
     * Opens the directory and takes the next incarnation; null if that cannot be done now. It is tried again then.
     *
     * @param last the last life of this server that is known of: a new disk begins after it, as a wall clock would say
     */
    @Nullable
    MemberId open(MemberId last) {
        try {
            DataDirectory directory = directory(new Life(last.server(), last.incarnation(), 0));
            if (emptying) {
                emptying = false;
                forget();
            }
            Life before = directory.life().life();
            long incarnation = before.incarnation() + 1;
            directory.life().save(new Life(last.server(), incarnation, before.epoch()));
            if (directory.log().found().tornBytes() > 0) {
                world.count("torn tails cut off");
            }
            store = new RecordStore(directory, options.snapshotBytes());
            foundIndex = store.appendedIndex();
            setAside = directory.wasDamaged();
            return new MemberId(last.server(), incarnation);
        } catch (IOException failed) {
            world.count("failed starts");
            return later("cannot open its disk: " + failed.getMessage());
        }
    }

    private @Nullable MemberId later(String why) {
        disk.endProcess();
        world.trace().milestone(world.server(index).name(), why);
        if (!willRetry) {
            willRetry = true;
            world.agenda().in(RETRY, () -> {
                willRetry = false;
                world.start(index);
            });
        }
        return null;
    }

    private DataDirectory directory(Life first) throws IOException {
        try {
            return DataDirectory.open(disk, config, first, random::nextLong);
        } catch (CorruptFileException corrupt) {
            require(damaged, "D3", "a disk that nothing happened to is refused: %s", corrupt.getMessage());
            return emptied(first, corrupt.getMessage());
        }
    }

    /** A server that knows of its loss gets what it had from others. */
    private DataDirectory emptied(Life first, @Nullable String why) throws IOException {
        world.count("corruption detected");
        world.trace().milestone(world.server(index).name(), "has lost what it had: " + why);
        disk.endProcess();
        emptying = true;
        try {
            return DataDirectory.openEmptied(disk, config, first, random::nextLong);
        } catch (CorruptFileException hopeless) {
            world.count("disks replaced");
            disk = newDisk();
            return DataDirectory.open(disk, config, first, random::nextLong);
        }
    }

    /** Whether the server has lost what it had, and has nothing in its place: that is no copy, not even of nothing. */
    boolean isHollow() {
        return setAside && synced.isBlank();
    }

    /** Whether the server knows that it has lost something. */
    boolean wasDamaged() {
        return setAside;
    }

    private void forget() {
        damaged = false;
        mayHide = false;
        points.clear();
        syncedIndex = 0;
        synced = Context.BLANK;
    }

    /** The records that were found when the directory was opened. */
    List<byte[]> found() throws CorruptFileException {
        List<byte[]> records = new ArrayList<>();
        try {
            store().read(records::add);
        } catch (CorruptFileException corrupt) {
            throw corrupt;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return records;
    }

    /** A replica was made of these records: it is what it was when it had appended the last of them. */
    void recovered(Program program) {
        MemberId self = world.server(index).self();
        long last = foundIndex;
        require(
                mayHide || last >= syncedIndex,
                "D1",
                "%s had synced record %d, and finds records up to %d",
                self,
                syncedIndex,
                last);
        ReplicationStatus status = program.status();
        Point before = points.get(last);
        if (before != null) {
            require(
                    before.stateHash == status.stateHash() && before.context.sameAs(status.context()),
                    "D2",
                    "%s had executed %s when it appended record %d, and goes on as if that were %s%s",
                    self,
                    before.context.upTo(),
                    last,
                    status.context().upTo(),
                    before.stateHash == status.stateHash() ? "" : ", with another state");
            world.count("recoveries compared");
        }
        points.tailMap(last, false).clear();
        syncedIndex = last;
        synced = status.context();
        if (damaged) {
            world.count("damage that did no harm");
            damaged = false;
            mayHide = false;
        }
        if (last > 0) {
            world.count("recoveries");
        }
        writer = new DiskWriter(world, world.server(index), this, store(), program);
        writer.planWrite();
    }

    @Override
    public void append(byte[] head, int headBytes, byte[] body) {
        byte[] record = new byte[headBytes + body.length];
        System.arraycopy(head, 0, record, 0, headBytes);
        System.arraycopy(body, 0, record, headBytes, body.length);
        try {
            store().append(record, 0, record.length);
        } catch (IOException failed) {
            throw new Violation("D4", "a server whose disk has failed goes on: " + failed.getMessage());
        }
    }

    private RecordStore store() {
        RecordStore open = store;
        if (open == null) {
            throw new IllegalStateException("the directory is not open");
        }
        return open;
    }

    /** A turn of the server's loop has ended. */
    void afterLoop() {
        if (writer != null) {
            writer.afterLoop();
        }
    }

    /** All that was appended was handed to the disk; what the replica is now will be known by it. */
    Context written(long appended, ReplicationStatus status) {
        points.put(appended, new Point(status.context(), status.stateHash()));
        return status.context();
    }

    /** All up to there is on disk for good. */
    void synced(long upTo, Context executed) {
        syncedIndex = upTo;
        synced = executed;
    }

    /** How long the disk takes for something. */
    long delay() {
        return (100 + random.nextLong(options.mostMicros())) * SimulationOptions.MICRO / 2;
    }

    /** The process ends, and perhaps its machine with it. */
    void stop(boolean powerCut) {
        if (writer != null) {
            writer.stop();
            writer = null;
        }
        store = null;
        if (powerCut) {
            disk.cutPower();
        } else {
            disk.endProcess();
        }
    }

    /** There is room for a little more only, for so long. */
    void fill(long nanos) {
        leaveRoom(random.nextInt(2_000), nanos);
    }

    private void leaveRoom(long bytes, long nanos) {
        SimulatedDisk full = disk;
        full.leaveRoom(bytes);
        world.agenda().in(nanos, () -> full.faults().capacity = Long.MAX_VALUE);
    }

    /** There is no room at all, for so long. */
    void leaveNoRoom(long nanos) {
        leaveRoom(0, nanos);
    }

    /** Whether every force fails. */
    void failForces(boolean fail) {
        disk.faults().failedForce = fail ? 1 : 0;
    }

    /** A bit of every snapshot turns over, and one in the first record of every file of the log. */
    void damageRecords() {
        damaged = true;
        for (String name : disk.list()) {
            if (name.startsWith("log-") || name.startsWith("snapshot-")) {
                disk.flip(name, Math.min(FIRST_BODY, disk.bytes(name).length - 1), 3);
            }
        }
    }

    /** Everything is gone; not of an open directory. */
    void wipe() {
        disk = newDisk();
        forget();
    }

    /** A part of what is at rest turns into something else; not of an open directory. */
    void damage() {
        List<String> names = disk.list();
        if (names.isEmpty()) {
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        byte[] bytes = disk.bytes(name);
        if (bytes.length == 0) {
            return;
        }
        boolean oneBit = random.nextBoolean();
        mayHide = damaged || !oneBit;
        damaged = true;
        if (oneBit) {
            disk.flip(name, random.nextInt(bytes.length), random.nextInt(8));
            return;
        }
        byte[] source = disk.bytes(names.get(random.nextInt(names.size())));
        int from = random.nextInt(source.length + 1);
        int length = Math.min(source.length - from, 1 + random.nextInt(MOST_MISPLACED));
        byte[] misplaced = new byte[length];
        System.arraycopy(source, from, misplaced, 0, length);
        disk.overwrite(name, random.nextInt(bytes.length), misplaced);
    }
}
