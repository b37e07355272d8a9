package io.ftqueue.server;

import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Recovery;
import io.ftqueue.queue.replica.Replica;
import io.ftqueue.storage.CorruptFileException;
import io.ftqueue.storage.DataDirectory;
import io.ftqueue.storage.DirectoryInUseException;
import io.ftqueue.storage.Life;
import io.ftqueue.storage.RecordStore;
import io.ftqueue.storage.StorageConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a server's data directory, makes sure that this life has an incarnation of its own, and brings a replica to
 * where the last life was. What is damaged is set aside; such a server is hollow: it serves again when it has got the
 * state from another.
 */
final class Persistence {

    private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);

    /** So much is written to the log, at least, before it is replaced by a snapshot. */
    private static final long SNAPSHOT_AFTER_BYTES = 64L << 20;

    private final Path path;
    private final boolean sync;
    private final MemberId proposed;
    private DataDirectory directory;
    private MemberId self;

    private Persistence(ServerConfig.Storage storage, MemberId proposed) throws IOException {
        this.path = storage.directory();
        this.sync = storage.sync();
        this.proposed = proposed;
        this.directory = openOrSetAside();
        this.self = proposed;
    }

    /**
     * Opens the directory.
     *
     * @param proposed who the server is, if the directory does not know of a later incarnation
     * @throws StartException if it cannot be used, saying why and what to do
     */
    static Persistence open(ServerConfig.Storage storage, MemberId proposed) throws StartException {
        try {
            var persistence = new Persistence(storage, proposed);
            persistence.beginLife();
            return persistence;
        } catch (DirectoryInUseException e) {
            throw new StartException(e.getMessage() + "; every server needs a --data of its own", e);
        } catch (CorruptFileException e) {
            throw new StartException(
                    "cannot use " + storage.directory() + ": " + e.getMessage()
                            + "; if other servers hold everything, move it away and start with a new one",
                    e);
        } catch (IOException e) {
            throw new StartException("cannot use " + storage.directory() + ": " + EventLoop.describe(e), e);
        }
    }

    /** Gives the directory back, where the server does not come to start. */
    void abandon() {
        try {
            directory.close();
        } catch (IOException e) {
            LOG.warn("{} could not be closed: {}", path, e.getMessage());
        }
    }

    /** Who the server is in this life; on disk. */
    MemberId self() {
        return self;
    }

    /**
     * Makes a replica and brings it to where the last life was.
     *
     * @param making makes a replica that has executed nothing
     */
    Recovered recover(Supplier<Replica> making) throws StartException {
        try {
            try {
                return replay(making.get());
            } catch (Recovery.BadRecordException | CorruptFileException e) {
                LOG.error("{} is damaged: {}", path, e.getMessage());
                directory.close();
                // The life is kept, and with it the incarnation that was begun.
                directory = DataDirectory.openEmptied(path, StorageConfig.DEFAULT, noLifeYet());
                return replay(making.get());
            }
        } catch (Recovery.BadRecordException e) {
            throw new IllegalStateException("an empty log cannot be damaged", e);
        } catch (IOException e) {
            throw new StartException("cannot use " + path + ": " + EventLoop.describe(e), e);
        }
    }

    /**
     * A replica that goes on from what is on disk, and what takes down what it does.
     *
     * @param blank whether there was nothing on disk
     */
    record Recovered(Replica replica, DiskWriter writer, boolean blank) {}

    private Recovered replay(Replica replica) throws IOException, Recovery.BadRecordException {
        long started = System.nanoTime();
        var store = new RecordStore(directory, SNAPSHOT_AFTER_BYTES);
        Recovery recovery = replica.beginRecovery();
        store.read(recovery::add);
        long epoch = Math.max(recovery.epoch(), directory.life().life().epoch());
        directory.life().save(new Life(self.server(), self.incarnation(), epoch));
        boolean hollow = recovery.isBlank() && directory.wasDamaged();
        var writer = new DiskWriter(store, sync);
        replica.goOn(recovery, writer, sync, hollow);
        if (hollow) {
            LOG.error(
                    "What {} held is damaged, and set aside ({}): this server serves when it has got the state from"
                            + " another; to do without what it alone may have held, remove those files",
                    path,
                    "*" + DataDirectory.SET_ASIDE);
        } else if (!store.isEmpty()) {
            LOG.info(
                    "Recovered {} records from {} in {} ms",
                    recovery.records(),
                    path,
                    (System.nanoTime() - started) / 1_000_000);
        }
        return new Recovered(replica, writer, recovery.isBlank());
    }

    private DataDirectory openOrSetAside() throws IOException {
        try {
            return DataDirectory.open(path, StorageConfig.DEFAULT, noLifeYet());
        } catch (DirectoryInUseException e) {
            throw e;
        } catch (CorruptFileException e) {
            LOG.error("{} is damaged: {}", path, e.getMessage());
            return DataDirectory.openEmptied(path, StorageConfig.DEFAULT, noLifeYet());
        }
    }

    /** No two lives have the same incarnation, whatever the clock says. */
    private void beginLife() throws IOException {
        long last = directory.life().life().incarnation();
        self = new MemberId(proposed.server(), Math.max(proposed.incarnation(), last + 1));
        directory
                .life()
                .save(new Life(
                        self.server(),
                        self.incarnation(),
                        directory.life().life().epoch()));
    }

    /** What a new directory begins with: the first incarnation is still to come. */
    private Life noLifeYet() {
        return life(new MemberId(proposed.server(), 0));
    }

    private static Life life(MemberId member) {
        return new Life(member.server(), member.incarnation(), 0);
    }
}
