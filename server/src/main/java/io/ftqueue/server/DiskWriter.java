package io.ftqueue.server;

import io.ftqueue.group.replication.Checkpoint;
import io.ftqueue.group.replication.Recorder;
import io.ftqueue.storage.DiskFullException;
import io.ftqueue.storage.RecordStore;
import io.ftqueue.storage.SnapshotWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the replica records, in a thread of its own: what has gathered while one sync lasted goes into the next
 * (group commit). The loop's thread appends and hands over; everything from {@link #run} on is the disk's thread, and a
 * third one fills a snapshot while the log goes on.
 */
final class DiskWriter implements Recorder {

    private static final Logger LOG = LoggerFactory.getLogger(DiskWriter.class);

    /** What may wait for the disk. Beyond it the loop waits: a member that cannot keep up is missed by the others. */
    private static final long MAX_WAITING_BYTES = 64L << 20;

    private static final int KEPT_BATCHES = 4;
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Also where nobody waits for it: what a power cut can take is bounded. */
    private static final long SYNC_ANYWAY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long FULL_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LOOK_FOR_ROOM_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RecordStore store;
    private final boolean sync;
    private final Thread thread = new Thread(this::run, "ftqueue-disk");
    private Listener listener = new Listener() {};

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<RecordBatch> waiting = new ArrayDeque<>();
    private final ArrayDeque<RecordBatch> spare = new ArrayDeque<>();
    private long waitingBytes;
    private boolean closing;
    private @Nullable SnapshotWriter finishedSnapshot;

    /** Of the loop's thread. */
    private RecordBatch filling = new RecordBatch();

    private long handedOverCount;

    private volatile long recordedCount;
    private volatile boolean shortOfRoom;
    private volatile boolean failed;
    private volatile boolean abandoning;
    private volatile boolean hurried;
    private volatile @Nullable IOException snapshotFailure;

    // Of the disk's thread.
    private long syncedNanos = System.nanoTime();
    private boolean rested = true;
    private long writtenCount;
    private boolean full;
    private boolean checkpointAsked;
    private @Nullable Thread filler;
    private long lookedForRoomNanos;

    /** Hears what the disk's thread has to say, in that thread. */
    interface Listener {
        /** {@link #recordedCount} or {@link #shortOfRoom} has changed. */
        default void progressed() {}

        /** A checkpoint is wanted: see {@link #handOver}. */
        default void checkpointWanted() {}

        /** The disk cannot be relied on any more. */
        default void failed(IOException why) {}
    }

    /**
     * Not started yet.
     *
     * @param sync whether what is recorded is to outlive the machine before {@link #recordedCount} says so
     */
    DiskWriter(RecordStore store, boolean sync) {
        this.store = store;
        this.sync = sync;
    }

    /** How a server keeps what it knows, in words. */
    static String describe(@Nullable DiskWriter disk) {
        if (disk == null) {
            return "memory only";
        }
        String words = disk.sync ? "on disk, synced first" : "on disk, synced later";
        return disk.shortOfRoom ? words + ", nearly full" : words;
    }

    /** Begins to write. */
    void start(Listener to) {
        listener = to;
        thread.start();
    }

    @Override
    public void append(byte[] head, int headBytes, byte[] body) {
        filling.add(head, headBytes, body);
    }

    /**
     * Hands over what was appended since the last time; waits if too much is waiting.
     *
     * @param executedCount how many changes of the state there have been by now
     * @param checkpoint the state as it is now, if that is wanted
     */
    void handOver(long executedCount, @Nullable Checkpoint checkpoint) {
        filling.checkpoint = checkpoint;
        if (filling.isEmpty() && executedCount == handedOverCount) {
            return;
        }
        handedOverCount = executedCount;
        filling.executedCount = executedCount;
        lock.lock();
        try {
            waiting.add(filling);
            waitingBytes += filling.bytes();
            changed.signalAll();
            while (waitingBytes > MAX_WAITING_BYTES && !failed && !hurried) {
                changed.awaitUninterruptibly();
            }
            RecordBatch next = spare.poll();
            filling = next == null ? new RecordBatch() : next;
        } finally {
            lock.unlock();
        }
    }

    /** How many of the changes there have been would outlive the machine. */
    long recordedCount() {
        return recordedCount;
    }

    /** Whether so little room is left that nothing should be taken in that grows. */
    boolean shortOfRoom() {
        return shortOfRoom;
    }

    /** The server is to stop: nobody waits for room any more. What then finds none was never acknowledged. */
    void hurry() {
        hurried = true;
        wakeLoop();
    }

    /** Writes what is left, and ends. */
    void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            var taken = new ArrayDeque<RecordBatch>();
            while (take(taken)) {
                record(taken);
                endSnapshot();
                lookForRoom();
            }
            endFilling();
            store.close();
        } catch (IOException | RuntimeException e) {
            failed = true;
            wakeLoop();
            listener.failed(e instanceof IOException io ? io : new IOException("a mistake in the program", e));
        }
    }

    private void wakeLoop() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for batches, or for something else to do; false if all is done and the writer is to end. */
    private boolean take(ArrayDeque<RecordBatch> taken) throws IOException {
        boolean idle;
        boolean more;
        lock.lock();
        try {
            long left = IDLE_NANOS;
            while (hasNothingToDo() && left > 0) {
                left = changed.awaitNanos(left);
            }
            idle = hasNothingToDo();
            taken.addAll(waiting);
            waiting.clear();
            more = !closing || !taken.isEmpty();
        } catch (InterruptedException e) {
            throw new IOException("the disk's thread was interrupted", e);
        } finally {
            lock.unlock();
        }
        if (idle) {
            rest();
        }
        return more;
    }

    private boolean hasNothingToDo() {
        return waiting.isEmpty() && !closing && finishedSnapshot == null;
    }

    private void record(ArrayDeque<RecordBatch> taken) throws IOException {
        if (taken.isEmpty()) {
            return;
        }
        Checkpoint checkpoint = null;
        long checkpointIndex = 0;
        long executedCount = 0;
        for (RecordBatch batch : taken) {
            for (int i = 0; i < batch.count(); i++) {
                store.append(batch.content(), batch.start(i), batch.end(i) - batch.start(i));
            }
            executedCount = batch.executedCount;
            if (batch.checkpoint != null) {
                checkpoint = batch.checkpoint;
                checkpointIndex = store.appendedIndex();
            }
        }
        writeAll();
        rested = false;
        long now = System.nanoTime();
        writtenCount = executedCount;
        if (sync || checkpoint != null || now - syncedNanos > SYNC_ANYWAY_NANOS) {
            store.sync();
            syncedNanos = now;
            recordedCount = writtenCount;
        }
        giveBack(taken);
        listener.progressed();
        if (checkpoint != null) {
            beginSnapshot(checkpoint, checkpointIndex);
        }
        if (!checkpointAsked && store.snapshotIsDue()) {
            checkpointAsked = true;
            listener.checkpointWanted();
        }
    }

    /** Waits for room if there is none: nothing is lost, and nothing acknowledged. */
    private void writeAll() throws IOException {
        while (true) {
            try {
                store.write();
                if (full) {
                    full = false;
                    LOG.info("There is room on the disk again");
                }
                return;
            } catch (DiskFullException e) {
                if (!full) {
                    full = true;
                    shortOfRoom = true;
                    listener.progressed();
                    LOG.error("The disk is full ({}): nothing is acknowledged until there is room", e.getMessage());
                }
                if (hurried || isClosing()) {
                    throw e;
                }
                sleep(FULL_RETRY_NANOS);
            }
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private void sleep(long nanos) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            throw new IOException("the disk's thread was interrupted", e);
        }
    }

    private void giveBack(ArrayDeque<RecordBatch> taken) {
        lock.lock();
        try {
            for (RecordBatch batch : taken) {
                waitingBytes -= batch.bytes();
                batch.clear();
                if (spare.size() < KEPT_BATCHES) {
                    spare.add(batch);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        taken.clear();
    }

    /** Nothing has come for a while: what was handed to the machine is synced, and the log says so. */
    private void rest() throws IOException {
        if (!rested) {
            store.sync();
            recordedCount = writtenCount;
            listener.progressed();
            try {
                store.rest();
            } catch (DiskFullException e) {
                LOG.debug("No room for a receipt", e);
            }
            rested = true;
        }
        lookForRoom();
    }

    private void lookForRoom() throws IOException {
        long now = System.nanoTime();
        if (now - lookedForRoomNanos < LOOK_FOR_ROOM_NANOS) {
            return;
        }
        lookedForRoomNanos = now;
        boolean before = shortOfRoom;
        shortOfRoom = store.isShortOfRoom();
        if (shortOfRoom != before) {
            if (shortOfRoom) {
                LOG.warn("The disk is nearly full: pushes and new queues are refused until there is room");
            } else {
                LOG.info("There is room on the disk: pushes are taken again");
            }
            listener.progressed();
        }
    }

    private void beginSnapshot(Checkpoint checkpoint, long index) throws IOException {
        SnapshotWriter writer;
        try {
            writer = store.beginSnapshot(index);
        } catch (DiskFullException e) {
            LOG.warn("No room for a snapshot");
            store.postponeSnapshot();
            checkpointAsked = false;
            return;
        }
        filler = new Thread(() -> fill(writer, checkpoint), "ftqueue-snapshot");
        filler.start();
    }

    /** In a thread of its own. */
    private void fill(SnapshotWriter writer, Checkpoint checkpoint) {
        try {
            byte[] piece = checkpoint.next();
            while (piece != null && !abandoning) {
                writer.add(piece, 0, piece.length);
                piece = checkpoint.next();
            }
            if (!abandoning) {
                writer.commit();
            }
        } catch (DiskFullException e) {
            LOG.warn("No room for a snapshot of {} bytes and more", writer.bytes());
        } catch (IOException | RuntimeException e) {
            snapshotFailure = e instanceof IOException io ? io : new IOException("a mistake in the program", e);
        }
        lock.lock();
        try {
            finishedSnapshot = writer;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A snapshot that is not there yet is given up. */
    private void endFilling() throws IOException {
        abandoning = true;
        Thread last = filler;
        try {
            if (last != null) {
                last.join();
            }
        } catch (InterruptedException e) {
            throw new IOException("the disk's thread was interrupted", e);
        }
        endSnapshot();
    }

    private void endSnapshot() throws IOException {
        SnapshotWriter finished;
        lock.lock();
        try {
            finished = finishedSnapshot;
            finishedSnapshot = null;
        } finally {
            lock.unlock();
        }
        IOException why = snapshotFailure;
        if (why != null) {
            throw why;
        }
        if (finished != null) {
            // Deletes what was not committed.
            finished.close();
            store.endSnapshot(finished);
            checkpointAsked = false;
        }
    }
}
