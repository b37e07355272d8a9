package io.ftqueue.client;

import io.ftqueue.client.Connection.Read;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Answer;
import io.ftqueue.queue.codec.Decoded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Moves operations between callers, the {@link Window} and the socket. Any thread sends, under the lock; one thread at
 * a time receives, and that is one that has to wait anyway: a caller that blocks, or the pump where callers do not.
 * Whoever stops receiving while others wait wakes one of them.
 */
final class Engine implements AutoCloseable {

    private static final long MILLI = 1_000_000L;
    private static final long LONGEST_WAIT_NANOS = 500 * MILLI;

    /** The pump stays awake between bursts: to wake it takes longer than an answer does. */
    private static final long PUMP_LINGER_NANOS = 20 * MILLI;

    /** How long a server has to say that it is there. */
    private static final long REDISCOVERY_NANOS = 100 * MILLI;

    private final ClientConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReference<@Nullable Thread> receiver = new AtomicReference<>();
    private final Queue<Thread> candidates = new ConcurrentLinkedQueue<>();

    // Guarded by the lock.
    private final Window window;
    private final Connection connection;
    private final ServerList servers;
    private boolean closed;
    private @Nullable Thread pump;

    private boolean pumpAsleep;

    /** While set, operations are only taken in; the receiving thread sends them together afterwards. */
    private boolean corked;

    /** The system has said that nobody listens where this client sends to. */
    private boolean refused;

    /** The server is to be left; touched by the receiving thread alone. */
    private boolean leaving;

    /** Answered in the read that is going on; touched by the receiving thread alone. */
    private final List<Pending> answered = new ArrayList<>();

    Engine(ClientConfig config, List<InetSocketAddress> found) throws IOException {
        this.config = config;
        this.servers = new ServerList(found, System.nanoTime());
        this.connection = new Connection(config.bind(), servers.current());
        this.window = new Window(
                new SecureRandom().nextLong(), config.maxOutstanding(), Connection.batchBytes(servers.current()));
    }

    Receipt call(Operation operation) {
        if (receiver.get() == Thread.currentThread()) {
            throw new IllegalStateException("a callback must not block: it runs on the thread that receives");
        }
        Pending pending = begin(operation, false);
        boolean interrupted = false;
        while (!pending.isDone()) {
            // A selector does not wait for an interrupted thread.
            interrupted |= Thread.interrupted();
            if (receiver.compareAndSet(null, Thread.currentThread())) {
                receiveUntilDone(pending);
            } else {
                awaitTurn(pending);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return new Receipt(result(pending), pending.holding);
    }

    CompletableFuture<Result> submit(Operation operation) {
        return begin(operation, true);
    }

    CompletableFuture<Receipt> submitForReceipt(Operation operation) {
        Pending pending = begin(operation, true);
        return pending.thenApply(result -> new Receipt(result, pending.holding));
    }

    List<String> servers() {
        lock.lock();
        try {
            return servers.all().stream().map(Discovery::text).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<Pending> left;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            left = window.drain();
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a socket", e);
        } finally {
            lock.unlock();
        }
        for (Pending pending : left) {
            fail(pending, "the client was closed");
        }
        Thread pumping = pump;
        if (pumping != null) {
            LockSupport.unpark(pumping);
        }
    }

    private Pending begin(Operation operation, boolean pumped) {
        long now = System.nanoTime();
        var pending = new Pending(operation, now + config.timeout().toNanos());
        Thread wake = null;
        lock.lock();
        try {
            if (closed) {
                throw new ClientException("the client is closed");
            }
            if (window.isIdle()) {
                servers.onFirstRequest(now);
            }
            window.add(pending);
            if (!corked) {
                flush(now);
            }
            if (pumped) {
                wake = pumpToWake();
            }
        } finally {
            lock.unlock();
        }
        if (wake != null) {
            LockSupport.unpark(wake);
        }
        return pending;
    }

    private void receiveUntilDone(Pending pending) {
        try {
            while (!pending.isDone()) {
                receive();
            }
        } finally {
            handOver();
        }
    }

    /** Waits until the operation is done or nobody receives any more. */
    private void awaitTurn(Pending pending) {
        candidates.add(Thread.currentThread());
        // Whoever stops receiving does so before it looks for candidates, so that one of the two is noticed.
        if (receiver.get() != null) {
            pending.park();
        }
        candidates.remove(Thread.currentThread());
    }

    /** Stops receiving; another thread that waits does it from now on. */
    private void handOver() {
        receiver.set(null);
        Thread next = candidates.poll();
        if (next != null) {
            LockSupport.unpark(next);
        }
    }

    /** Sends what is due, waits for datagrams or the next deadline, and takes in what has come. */
    private void receive() {
        long quiet = prepare();
        if (leaving) {
            leaving = false;
            leave();
            return;
        }
        try {
            connection.await(quiet);
        } catch (ClosedSelectorException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("waiting for answers", e);
        }
        readAll();
        if (!answered.isEmpty()) {
            deliver();
        }
    }

    private long prepare() {
        long now = System.nanoTime();
        List<Pending> expired;
        long quiet;
        lock.lock();
        try {
            expired = window.expire(now);
            leaving = window.onTime(now) && servers.onTimeout(now);
            if (refused) {
                refused = false;
                leaving |= servers.onRefusal();
            }
            if (!leaving) {
                flush(now);
            }
            // The pump alone waits with nothing under way, and not for long.
            quiet = window.quietNanos(now, window.isIdle() ? PUMP_LINGER_NANOS : LONGEST_WAIT_NANOS);
        } finally {
            lock.unlock();
        }
        for (Pending pending : expired) {
            fail(pending, "no answer within " + config.timeout().toMillis() + " ms");
        }
        return expired.isEmpty() ? quiet : 0;
    }

    private void readAll() {
        Read read = connection.read();
        while (read == Read.DATAGRAM) {
            Decoded decoded = ClientCodec.decode(connection.datagram());
            if (decoded instanceof Decoded.Ok ok && take(ok.frame())) {
                // Nothing else is under way, so nothing else is there to be read.
                return;
            }
            read = connection.read();
        }
        if (read == Read.NOBODY_THERE) {
            refused = true;
        }
    }

    /** Takes in a frame; returns whether that was the last answer there was to come. */
    private boolean take(ClientFrame frame) {
        long now = System.nanoTime();
        lock.lock();
        try {
            servers.onHeard(now);
            if (frame instanceof ClientFrame.Reply reply) {
                window.onReply(reply, now, this::noteAnswer);
            } else if (frame instanceof ClientFrame.Busy busy) {
                window.onBusy(busy, now);
            }
            return window.isIdle();
        } finally {
            lock.unlock();
        }
    }

    private void noteAnswer(Pending pending, Answer answer) {
        pending.result = answer.result();
        answered.add(pending);
    }

    /** Completes what has been answered. Callbacks run without the lock, and what they submit is sent in one go. */
    private void deliver() {
        setCorked(true);
        try {
            for (Pending pending : answered) {
                pending.complete(pending.result);
                pending.unpark();
            }
        } finally {
            answered.clear();
            setCorked(false);
        }
    }

    private void setCorked(boolean value) {
        lock.lock();
        try {
            corked = value;
            if (!value && !closed) {
                flush(System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends all batches that are due; with the lock held. */
    private void flush(long nowNanos) {
        ClientFrame.Request request = window.poll(nowNanos);
        while (request != null) {
            if (!connection.send(ClientCodec.encode(request))) {
                refused = true;
                connection.wakeUp();
            }
            request = window.poll(nowNanos);
        }
    }

    /** The server is silent or gone: asks everybody known who is there, and turns to the first that is. */
    private void leave() {
        List<InetSocketAddress> known;
        Set<InetSocketAddress> givenUp;
        lock.lock();
        try {
            known = servers.all();
            givenUp = servers.giveUp();
        } finally {
            lock.unlock();
        }
        Discovery.Found found = ask(known, givenUp);
        lock.lock();
        try {
            if (!closed) {
                servers.turn(found.answered(), found.told(), System.nanoTime());
                if (!servers.current().equals(connection.server())) {
                    switchTo(servers.current());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Discovery.Found ask(List<InetSocketAddress> known, Set<InetSocketAddress> givenUp) {
        try (var discovery = new Discovery(config, known)) {
            return discovery.other(givenUp, REDISCOVERY_NANOS);
        } catch (IOException e) {
            // The network is away altogether; the next round asks again.
            return new Discovery.Found(List.of(), List.of());
        }
    }

    private void switchTo(InetSocketAddress server) {
        refused = false;
        try {
            connection.switchTo(server);
        } catch (IOException e) {
            // No socket to be had just now, or no route: the next timeouts lead to another server.
            return;
        }
        window.turn(Connection.batchBytes(server));
    }

    /** The pump, if it must be woken; started when it is needed for the first time. With the lock held. */
    private @Nullable Thread pumpToWake() {
        if (pump == null) {
            pump = new Thread(this::pump, "ftqueue-client");
            pump.setDaemon(true);
            pump.start();
            return null;
        }
        return pumpAsleep ? pump : null;
    }

    private void pump() {
        long busyAtNanos = System.nanoTime();
        while (!isClosed()) {
            if (receiver.compareAndSet(null, Thread.currentThread())) {
                try {
                    while (!isClosed() && System.nanoTime() - busyAtNanos < PUMP_LINGER_NANOS) {
                        receive();
                        if (isWaiting()) {
                            busyAtNanos = System.nanoTime();
                        }
                    }
                } finally {
                    handOver();
                }
                sleepUntilSubmitted();
            } else {
                candidates.add(Thread.currentThread());
                if (receiver.get() != null) {
                    LockSupport.park(this);
                }
                candidates.remove(Thread.currentThread());
            }
            busyAtNanos = System.nanoTime();
        }
    }

    private void sleepUntilSubmitted() {
        while (mayStaySleeping()) {
            LockSupport.park(this);
        }
    }

    private boolean mayStaySleeping() {
        lock.lock();
        try {
            pumpAsleep = !closed && window.isIdle();
            return pumpAsleep;
        } finally {
            lock.unlock();
        }
    }

    private boolean isWaiting() {
        lock.lock();
        try {
            return !window.isIdle();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private static void fail(Pending pending, String why) {
        pending.completeExceptionally(
                pending.sends > 0
                        ? new OutcomeUnknownException(why + "; it may have been executed or not")
                        : new NoServerException(why + "; it was not sent"));
        pending.unpark();
    }

    private static Result result(Pending pending) {
        try {
            return pending.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ClientException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
