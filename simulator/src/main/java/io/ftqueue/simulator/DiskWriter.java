package io.ftqueue.simulator;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.replication.Checkpoint;
import io.ftqueue.storage.DiskFullException;
import io.ftqueue.storage.RecordStore;
import io.ftqueue.storage.SnapshotWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of a server do that write and sync its log, and now and then a snapshot, in virtual time: what was
 * appended since the last time is written together, and synced a while later. From its start to its end it belongs to
 * one life of the server.
 */
final class DiskWriter {

    private static final long FULL_PAUSE = 5 * SimulationOptions.MILLI;
    private static final int PIECES_AT_ONCE = 2;

    private final World world;
    private final SimulatedServer server;
    private final ServerDisk disk;
    private final RecordStore store;
    private final Program program;
    private boolean stopped;

    /** A batch is on its way to the disk. */
    private boolean busy;

    private long writtenIndex;
    private @Nullable Checkpoint checkpoint;
    private long checkpointIndex;
    private @Nullable SnapshotWriter snapshot;

    DiskWriter(World world, SimulatedServer server, ServerDisk disk, RecordStore store, Program program) {
        this.world = world;
        this.server = server;
        this.disk = disk;
        this.store = store;
        this.program = program;
        this.writtenIndex = disk.foundIndex();
    }

    /** Something may have been appended. */
    void afterLoop() {
        if (checkpoint == null && snapshot == null && store.snapshotIsDue()) {
            checkpoint = program.checkpoint();
            checkpointIndex = store.appendedIndex();
        }
        planWrite();
    }

    /** Has what was appended written, unless something is being written already. */
    void planWrite() {
        if (!busy && store.appendedIndex() > writtenIndex) {
            busy = true;
            in(disk.delay(), this::write);
        }
    }

    private void in(long nanos, Work work) {
        world.agenda().in(nanos, () -> {
            if (!stopped) {
                try {
                    work.run();
                } catch (IOException failed) {
                    world.diskFailed(server);
                }
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private void write() throws IOException {
        long executed = program.executedCount();
        long appended = store.appendedIndex();
        Context context = disk.written(appended, program.status());
        try {
            store.write();
        } catch (DiskFullException full) {
            world.count("full disk");
            in(FULL_PAUSE, this::write);
            return;
        }
        writtenIndex = appended;
        in(disk.delay(), () -> sync(executed, appended, context));
    }

    private void sync(long executed, long appended, Context context) throws IOException {
        store.sync();
        disk.synced(appended, context);
        program.recorded(executed);
        server.nudge();
        busy = false;
        Checkpoint taken = checkpoint;
        if (taken != null && snapshot == null && checkpointIndex <= appended) {
            snapshot = store.beginSnapshot(checkpointIndex);
            in(disk.delay(), () -> fill(taken));
        }
        planWrite();
    }

    private void fill(Checkpoint taken) throws IOException {
        SnapshotWriter into = snapshot;
        if (into == null) {
            return;
        }
        boolean all = false;
        try {
            for (int i = 0; i < PIECES_AT_ONCE && !all; i++) {
                byte[] record = taken.next();
                all = record == null;
                if (record != null) {
                    into.add(record, 0, record.length);
                }
            }
            if (!all) {
                in(disk.delay(), () -> fill(taken));
                return;
            }
            into.commit();
            world.count("snapshots");
        } catch (DiskFullException full) {
            world.count("snapshot given up on a full disk");
            into.close();
        }
        checkpoint = null;
        snapshot = null;
        store.endSnapshot(into);
    }

    /** The process ends. */
    void stop() {
        stopped = true;
        if (snapshot != null) {
            world.count("snapshot crashed half way");
        }
    }
}
