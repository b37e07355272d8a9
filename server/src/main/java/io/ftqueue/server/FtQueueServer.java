package io.ftqueue.server;

import static io.ftqueue.server.ServerConfig.text;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.codec.FrameCodec;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.replica.Replica;
import io.ftqueue.queue.replica.ReplicaConfig;
import io.ftqueue.queue.replica.ReplicaLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server, in this process: puts the parts together, starts the loop, and says how it ended. Several may run
 * in one process. It is a guest there: it ends no process, hooks into no shutdown, and logs to SLF4J alone.
 */
public final class FtQueueServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FtQueueServer.class);

    private static final int RANDOM_INCARNATION_BITS = 20;

    private final Sockets sockets;
    private final EventLoop loop;
    private final ClientService clients;
    private final ListenerFeed feed;
    private final @Nullable DiskWriter disk;
    private final Thread thread;

    /** Complete when the server has stopped: with what stopped it, or with nothing if it was told to. */
    private final CompletableFuture<Optional<Throwable>> terminated = new CompletableFuture<>();

    private FtQueueServer(
            Sockets sockets, EventLoop loop, ClientService clients, ListenerFeed feed, @Nullable DiskWriter disk) {
        this.disk = disk;
        this.sockets = sockets;
        this.loop = loop;
        this.clients = clients;
        this.feed = feed;
        this.thread = new Thread(this::run, "ftqueue-loop");
    }

    /**
     * Starts a server. It looks for the others of its group and takes clients within a second; where it has a new data
     * directory, within three seconds. It serves until {@link #close} or until {@link #awaitTermination} tells
     * otherwise, on threads of its own. One of these keeps the process running: who starts a server closes it.
     *
     * @throws StartException if it cannot start, in one line that says what to do; nothing is left open then
     */
    public static FtQueueServer start(ServerConfig config) throws StartException {
        return start(config, ServerListener.NONE);
    }

    /**
     * Starts a server that tells what happens to it.
     *
     * @throws StartException if it cannot start, in one line that says what to do; nothing is left open then
     */
    public static FtQueueServer start(ServerConfig config, ServerListener listener) throws StartException {
        BindInterface bound = BindInterface.of(config.bind());
        Sockets sockets = Sockets.open(config, bound);
        try {
            FtQueueServer server = compose(config, bound, sockets, new ListenerFeed(listener));
            server.announce(config, bound);
            server.thread.start();
            Rehearsals.begin();
            return server;
        } catch (StartException e) {
            sockets.close();
            throw e;
        } catch (IOException e) {
            sockets.close();
            throw new StartException("cannot start: " + e.getMessage() + "; are there too many open files?", e);
        }
    }

    /** Where this server is reached. */
    public InetSocketAddress address() {
        return sockets.address();
    }

    /**
     * Where this server stands. Waits for its loop, a millisecond or so; walks all queues.
     *
     * @throws IllegalStateException if it has stopped
     */
    public ServerStatus status() {
        return ServerStatus.of(snapshot());
    }

    /**
     * Where this server stands, as the JSON that clients get, too; docs/operating.md tells its fields.
     *
     * @throws IllegalStateException if it has stopped
     */
    public String statusJson() {
        return new String(StatusJson.write(snapshot()), StandardCharsets.UTF_8);
    }

    /**
     * Waits until the server has stopped.
     *
     * @throws ServerFailedException if it stopped because it could not go on
     */
    public void awaitTermination() throws InterruptedException, ServerFailedException {
        try {
            Optional<Throwable> failure = terminated.get();
            if (failure.isPresent()) {
                throw failed(failure.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed exceptionally", e);
        }
    }

    /**
     * Stops the server and waits for its end. The other members go on without it half a second later. May be called
     * again, and from any thread but the server's own.
     */
    @Override
    public void close() {
        if (disk != null) {
            disk.hurry();
        }
        loop.execute(loop::stop);
        terminated.join();
    }

    private StatusJson.Snapshot snapshot() {
        var snapshot = new CompletableFuture<StatusJson.Snapshot>();
        loop.execute(() -> snapshot.complete(loop.snapshot()));
        CompletableFuture.anyOf(snapshot, terminated).join();
        if (!snapshot.isDone()) {
            throw new IllegalStateException("the server has stopped");
        }
        return snapshot.join();
    }

    private static FtQueueServer compose(ServerConfig config, BindInterface bound, Sockets sockets, ListenerFeed feed)
            throws IOException, StartException {
        ServerConfig.Storage storage = config.storage();
        MemberId proposed = memberId(sockets.address(), System.currentTimeMillis(), new SecureRandom());
        Persistence persistence = storage == null ? null : Persistence.open(storage, proposed);
        try {
            MemberId self = persistence == null ? proposed : persistence.self();
            return compose(config, bound, sockets, self, persistence, feed);
        } catch (IOException | StartException | RuntimeException e) {
            if (persistence != null) {
                persistence.abandon();
            }
            throw e;
        }
    }

    private static FtQueueServer compose(
            ServerConfig config,
            BindInterface bound,
            Sockets sockets,
            MemberId self,
            @Nullable Persistence persistence,
            ListenerFeed feed)
            throws IOException, StartException {
        var random = new SecureRandom();
        long nowNanos = System.nanoTime();
        long wallMillis = System.currentTimeMillis();
        String name = nameOf(config, sockets);

        var counters = new Counters();
        var addresses = new AddressBook(sockets.address(), config.peers());
        var codec = new FrameCodec(groupKey(config.cluster()));
        var journal = new Journal();
        var transmitter = new Transmitter(
                sockets.unicast(),
                codec,
                addresses,
                counters,
                sockets.memberGroup() == null ? null : config.memberGroup());
        GroupConfig group = GroupConfig.defaults()
                .withFailuresTolerated(config.failuresTolerated())
                .withMaxFrameBytes(bound.maxFrameBytes());
        Supplier<Replica> making = () -> new Replica(
                new ReplicaConfig(group, ReplicaLimits.defaults(), config.mockHealAfter()),
                self,
                name,
                journal,
                new SplittableRandom(random.nextLong()),
                nowNanos,
                wallMillis * 1_000);
        Persistence.Recovered recovered = persistence == null ? null : persistence.recover(making);
        Replica replica = recovered == null ? making.get() : recovered.replica();
        DiskWriter disk = recovered == null ? null : recovered.writer();
        var refusals = new Refusals();
        var clients =
                new ClientService(sockets.address(), name, self, addresses, refusals, counters, sockets.unicast());
        var loop = new EventLoop(new EventLoop.Parts(
                sockets,
                self,
                replica,
                codec,
                addresses,
                counters,
                transmitter,
                clients,
                new ControlService(replica, transmitter),
                refusals,
                journal,
                new StartGrace(System.nanoTime(), recovered != null && recovered.blank()),
                feed,
                disk));
        return new FtQueueServer(sockets, loop, clients, feed, disk);
    }

    /** A server keeps its number as long as it keeps its address; every start is a new incarnation. */
    static MemberId memberId(InetSocketAddress address, long wallMillis, SecureRandom random) {
        long incarnation = (wallMillis << RANDOM_INCARNATION_BITS) | random.nextInt(1 << RANDOM_INCARNATION_BITS);
        return new MemberId(AddressBook.serverNumber(address), incarnation);
    }

    /** The key that frames of a cluster carry (FNV-1a, 64 bits): different names, different groups. */
    static long groupKey(String cluster) {
        long hash = 0xcbf29ce484222325L;
        for (byte octet : cluster.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    private static String nameOf(ServerConfig config, Sockets sockets) {
        return config.name() == null ? text(sockets.address()) : config.name();
    }

    private void announce(ServerConfig config, BindInterface bound) {
        String members = config.peers().isEmpty()
                ? "members at " + text(config.memberGroup())
                : "members at "
                        + String.join(
                                ", ",
                                config.peers().stream().map(ServerConfig::text).toList());
        LOG.info(
                "FTQueue {} \"{}\" at {}, clients at {}, {}, cluster \"{}\", interface {}, {}",
                StatusJson.version(),
                nameOf(config, sockets),
                text(sockets.address()),
                sockets.clientGroup() == null ? "no group" : text(config.clientGroup()),
                members,
                config.cluster(),
                bound.networkInterface().getName(),
                storageOf(config));
    }

    private static String storageOf(ServerConfig config) {
        ServerConfig.Storage storage = config.storage();
        if (storage == null) {
            return "memory only: a server that stops forgets, the others remember";
        }
        return "data in " + storage.directory()
                + (storage.sync()
                        ? ", synced before it is acknowledged"
                        : ", synced some time after it is acknowledged");
    }

    private void run() {
        Throwable failure = null;
        try {
            loop.run();
            LOG.info("Stopped");
        } catch (Throwable e) {
            // Whatever it is: a server whose loop has ended must not look as if it were there.
            failure = e;
            if (e instanceof EventLoop.IdentityTakenException) {
                LOG.error("Stopping: {}", EventLoop.describe(e));
            } else {
                LOG.error("Stopping: {}", EventLoop.describe(e), e);
            }
        }
        clients.close();
        sockets.close();
        if (disk != null) {
            disk.close();
        }
        terminated.complete(Optional.ofNullable(failure));
        feed.end(failure == null ? null : failed(failure));
    }

    private static ServerFailedException failed(Throwable failure) {
        return new ServerFailedException(EventLoop.describe(failure), failure);
    }
}
