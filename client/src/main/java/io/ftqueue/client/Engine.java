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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Moves operations between callers, the {@link Window} and the socket. Any thread sends, under the lock; one thread at
 * a time receives, and that is one that has to wait anyway: a caller that blocks, or the pump where callers do not.
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
    private final Turns turns = new Turns();

    // Guarded by the lock.
    private final Window window;
    private final Waits waits;
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

    /** Waits that have come to their end, likewise. */
    private final List<Waits.Waiting> noticed = new ArrayList<>();

    Engine(ClientConfig config, List<InetSocketAddress> found) throws IOException {
        this.config = config;
        this.servers = new ServerList(found, System.nanoTime());
        this.connection = new Connection(config.bind(), servers.current());
        var random = new SecureRandom();
        this.window = new Window(random.nextLong(), config.maxOutstanding(), Connection.batchBytes(servers.current()));
        this.waits = new Waits(random.nextLong());
    }

    Receipt call(Operation operation) {
        if (turns.isMine()) {
            throw new IllegalStateException("a callback must not block: it runs on the thread that receives");
        }
        Pending pending = begin(operation, false);
        boolean interrupted = false;
        while (!pending.isDone()) {
            // A selector does not wait for an interrupted thread.
            interrupted |= Thread.interrupted();
            if (turns.take()) {
                receiveUntilDone(pending);
            } else {
                turns.await(pending::park);
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

    /** Waits at the server until the queue has an item: true, or the time is up: false. */
    CompletableFuture<Boolean> awaitItem(long queueId, long timeoutNanos) {
        long now = System.nanoTime();
        var waiting = new Waits.Waiting(queueId, now, now + timeoutNanos);
        Thread wake;
        lock.lock();
        try {
            requireOpen();
            noteFirst(now);
            waits.add(waiting);
            flush(now);
            wake = pumpToWake();
        } finally {
            lock.unlock();
        }
        if (wake != null) {
            LockSupport.unpark(wake);
        } else {
            // Whoever receives has to know of the new deadline.
            connection.wakeUp();
        }
        return waiting;
    }

    private void requireOpen() {
        if (closed) {
            throw new ClientException("the client is closed");
        }
    }

    private void noteFirst(long nowNanos) {
        if (window.isIdle() && waits.isEmpty()) {
            servers.onFirstRequest(nowNanos);
        }
    }

    /** Whether nothing is under way. */
    private boolean isIdle() {
        return window.isIdle() && waits.isEmpty();
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
        List<Waits.Waiting> waiting;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            left = window.drain();
            waiting = waits.drain();
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a socket", e);
        } finally {
            lock.unlock();
        }
        for (Pending pending : left) {
            fail(pending, "the client was closed");
        }
        waiting.forEach(each -> each.completeExceptionally(new ClientException("the client was closed")));
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
            requireOpen();
            noteFirst(now);
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
            turns.handOver();
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
        if (!answered.isEmpty() || !noticed.isEmpty()) {
            deliver();
        }
    }

    private long prepare() {
        long now = System.nanoTime();
        List<Pending> expired;
        List<Waits.Waiting> over;
        long quiet;
        lock.lock();
        try {
            expired = window.expire(now);
            over = waits.expire(now);
            boolean late = window.onTime(now);
            late |= waits.onTime(now);
            leaving = late && servers.onTimeout(now);
            if (refused) {
                refused = false;
                leaving |= servers.onRefusal();
            }
            if (!leaving) {
                flush(now);
            }
            // The pump alone waits with nothing under way, and not for long.
            quiet = window.quietNanos(now, isIdle() ? PUMP_LINGER_NANOS : LONGEST_WAIT_NANOS);
            quiet = waits.quietNanos(now, quiet);
        } finally {
            lock.unlock();
        }
        for (Pending pending : expired) {
            fail(pending, "no answer within " + config.timeout().toMillis() + " ms");
        }
        over.forEach(Waits.Waiting::finish);
        return expired.isEmpty() && over.isEmpty() ? quiet : 0;
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
            } else if (frame instanceof ClientFrame.Notice notice) {
                waits.onNotice(notice, now, noticed);
            }
            return isIdle();
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
            noticed.forEach(Waits.Waiting::finish);
        } finally {
            answered.clear();
            noticed.clear();
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
            send(request);
            request = window.poll(nowNanos);
        }
        ClientFrame.Wait wait = waits.poll(nowNanos);
        while (wait != null) {
            send(wait);
            wait = waits.poll(nowNanos);
        }
    }

    private void send(ClientFrame frame) {
        if (!connection.send(ClientCodec.encode(frame))) {
            refused = true;
            connection.wakeUp();
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
        waits.turn(System.nanoTime());
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
            if (turns.take()) {
                try {
                    while (!isClosed() && System.nanoTime() - busyAtNanos < PUMP_LINGER_NANOS) {
                        receive();
                        if (isWaiting()) {
                            busyAtNanos = System.nanoTime();
                        }
                    }
                } finally {
                    turns.handOver();
                }
                sleepUntilSubmitted();
            } else {
                turns.await(() -> LockSupport.park(this));
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
            pumpAsleep = !closed && isIdle();
            return pumpAsleep;
        } finally {
            lock.unlock();
        }
    }

    private boolean isWaiting() {
        lock.lock();
        try {
            return !isIdle();
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
