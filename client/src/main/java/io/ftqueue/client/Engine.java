package io.ftqueue.client;

import io.ftqueue.client.Connection.Read;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves operations between callers, the {@link Window} and the socket. Any thread sends, under the lock; one thread at
 * a time receives, and that is one that has to wait anyway: a caller that blocks, or the pump where callers do not.
 */
final class Engine implements AutoCloseable {

    private static final long MILLI = 1_000_000L;
    private static final long LONGEST_WAIT_NANOS = 500 * MILLI;

    /** How long the answers to what is under way are waited for at the end. */
    private static final long CLOSING_NANOS = 1_000 * MILLI;

    /** How long a server has to say that it is there. */
    private static final long REDISCOVERY_NANOS = 100 * MILLI;

    private final ClientConfig config;
    private final Observing observing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Pump pump;

    // Guarded by the lock.
    private final Window window;
    private final Waits waits;
    private final Connection connection;
    private final ServerList servers;
    private boolean closing;
    private boolean closed;

    /** While it is not 0, operations are only taken in; whoever makes it 0 sends them together. */
    private int corks;

    /** The system has said that nobody listens where this client sends to. */
    private boolean refused;

    /** What is to be given back, because nobody waited for it any more when it was taken. */
    private final List<Operation> forlorn = new ArrayList<>();

    /** The server is to be left; touched by the receiving thread alone. */
    private boolean leaving;

    /** Answered in the read that is going on; touched by the receiving thread alone. */
    private final List<Pending> answered = new ArrayList<>();

    /** Waits that have come to their end, likewise. */
    private final List<Waits.Waiting> noticed = new ArrayList<>();

    /**
     * With the servers that were found.
     *
     * @param turns whose turn it is to receive
     */
    Engine(ClientConfig config, List<InetSocketAddress> found, Turns turns) throws IOException {
        this.config = config;
        this.observing = new Observing(config.observer());
        this.pump = new Pump(this, turns);
        this.servers = new ServerList(found, System.nanoTime());
        this.connection = new Connection(config.bind(), servers.current());
        var random = new SecureRandom();
        this.window = new Window(random.nextLong(), config.maxOutstanding(), Connection.batchBytes(servers.current()));
        this.waits = new Waits(random.nextLong());
    }

    /**
     * Nobody waits for the operation any more. If it takes an item all the same, the item goes back to its queue. False
     * if it has its answer already or has failed.
     */
    boolean giveUp(Pending pending) {
        return locked(() -> {
            if (closed || !window.giveUp(pending)) {
                return false;
            }
            pump.need();
            return true;
        });
    }

    /** How long an operation may take by default. */
    long timeoutNanos() {
        return config.timeout().toNanos();
    }

    /**
     * Hands it in for a caller that receives the answer itself.
     *
     * @throws ClosedException if the client is closed
     */
    Pending begin(Operation operation, long patienceNanos) {
        return locked(() -> {
            requireOpen();
            return enter(operation, patienceNanos);
        });
    }

    /**
     * Hands it in for a caller that does not wait.
     *
     * @throws TooManyOperationsException if there is no room for it
     * @throws ClosedException if the client is closed
     */
    Pending submit(Operation operation, long patienceNanos) {
        return locked(() -> {
            if (!closing && window.cost() >= config.maxWaitingBytes()) {
                throw new TooManyOperationsException("operations of " + window.cost()
                        + " bytes wait for their answers; wait for some before handing in more");
            }
            return submitAnyway(operation, patienceNanos);
        });
    }

    /** The same, whether there is room or not: for batches, of which a bounded part is under way. */
    Pending submitAnyway(Operation operation, long patienceNanos) {
        return locked(() -> {
            requireOpen();
            pump.need();
            return enter(operation, patienceNanos);
        });
    }

    /** {@link #beginWait} for a caller that does not wait itself. */
    CompletableFuture<Boolean> awaitItem(long queueId, long timeoutNanos) {
        CompletableFuture<Boolean> waiting = locked(() -> {
            pump.need();
            return beginWait(queueId, timeoutNanos);
        });
        // Whoever receives has to know of the new deadline.
        connection.wakeUp();
        return waiting;
    }

    /**
     * Waits at the server until the queue has an item: true, or the time is up: false. Fails with
     * {@link NoQueueException} if there is no such queue. For a caller that receives the answer itself.
     */
    CompletableFuture<Boolean> beginWait(long queueId, long timeoutNanos) {
        long now = System.nanoTime();
        var waiting = new Waits.Waiting(queueId, now, now + timeoutNanos);
        return locked(() -> {
            requireOpen();
            noteFirst(now);
            waits.add(waiting);
            flush(now);
            return waiting;
        });
    }

    /** Sends together what is handed in by that, which must not wait for anything. */
    void together(Runnable handingIn) {
        cork();
        try {
            handingIn.run();
        } finally {
            uncork();
        }
    }

    private void requireOpen() {
        if (closing) {
            throw new ClosedException();
        }
    }

    private void noteFirst(long nowNanos) {
        if (isIdle()) {
            servers.onFirstRequest(nowNanos);
        }
    }

    /** Whether nothing is under way. */
    private boolean isIdle() {
        return window.isIdle() && waits.isEmpty();
    }

    List<String> servers() {
        return locked(() -> servers.all().stream().map(Discovery::text).toList());
    }

    /**
     * Takes no operations any more. Returns one that is answered after all that are under way, if there are any, and
     * that brings the servers what they have not been told yet.
     */
    @Nullable
    Pending takeLast() {
        lock.lock();
        try {
            boolean last = !closing && !window.isIdle();
            closing = true;
            return last ? enter(new Operation.Size(0), Math.min(CLOSING_NANOS, timeoutNanos())) : null;
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
            pending.fail("the client was closed");
        }
        waiting.forEach(each -> each.completeExceptionally(new ClosedException()));
        pump.end();
    }

    /** With the lock held. */
    private Pending enter(Operation operation, long patienceNanos) {
        long now = System.nanoTime();
        var pending = new Pending(operation, now, patienceNanos, this::giveUp);
        noteFirst(now);
        window.add(pending);
        if (corks == 0) {
            flush(now);
        }
        return pending;
    }

    /** Sends what is due, waits for datagrams or the next deadline, and takes in what has come; by whose turn it is. */
    void receive() {
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
        boolean late;
        long quiet;
        lock.lock();
        try {
            expired = window.expire(now);
            if (!expired.isEmpty()) {
                // What is known of them still has to be told: they are sent until they are answered.
                pump.need();
            }
            over = waits.expire(now);
            late = window.onTime(now);
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
            quiet = window.quietNanos(now, isIdle() ? Pump.LINGER_NANOS : LONGEST_WAIT_NANOS);
            quiet = waits.quietNanos(now, quiet);
        } finally {
            lock.unlock();
        }
        if (late) {
            observing.tell(ClientObserver::repeated);
        }
        for (Pending pending : expired) {
            observing.tell(observer -> observer.gaveUp(pending.operation));
            pending.fail("no answer within " + pending.patienceMillis() + " ms");
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
            forlorn.forEach(operation -> addInBackground(operation, now));
            forlorn.clear();
            if (window.isIdle() && window.takeOwedEcho()) {
                addInBackground(new Operation.Size(0), now);
            }
            return isIdle();
        } finally {
            lock.unlock();
        }
    }

    /** An operation that nobody waits for; with the lock held. */
    private void addInBackground(Operation operation, long nowNanos) {
        var pending = new Pending(operation, nowNanos, Times.FOR_EVER_NANOS, given -> false);
        pending.abandoned = true;
        window.add(pending);
        pump.need();
    }

    private void noteAnswer(Pending pending, Answer answer) {
        pending.result = answer.result();
        if (!pending.abandoned) {
            answered.add(pending);
        } else if (pending.operation instanceof Operation.Take take
                && answer.result().code() == ResultCode.OK) {
            forlorn.add(new Operation.Nack(take.queueId(), answer.result().number(), 0));
        }
    }

    /** Completes what has been answered. Callbacks run without the lock, and what they submit is sent in one go. */
    private void deliver() {
        cork();
        try {
            for (Pending pending : answered) {
                observing.tellAnswered(pending);
                pending.settle();
            }
            noticed.forEach(Waits.Waiting::finish);
        } finally {
            answered.clear();
            noticed.clear();
            uncork();
        }
    }

    private void cork() {
        lock.lock();
        try {
            corks++;
        } finally {
            lock.unlock();
        }
    }

    private void uncork() {
        lock.lock();
        try {
            corks--;
            if (corks == 0 && !closed) {
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
        Discovery.Found found = Discovery.others(config, known, givenUp, REDISCOVERY_NANOS);
        String from = Discovery.text(connection.server());
        String to = from;
        lock.lock();
        try {
            if (!closed) {
                servers.turn(found.answered(), found.told(), System.nanoTime());
                if (!servers.current().equals(connection.server())) {
                    switchTo(servers.current());
                    to = Discovery.text(connection.server());
                }
            }
        } finally {
            lock.unlock();
        }
        if (!from.equals(to)) {
            String other = to;
            observing.tell(observer -> observer.turned(from, other));
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

    /** Whether the pump may go to sleep. */
    boolean mayPumpSleep() {
        return locked(() -> pump.sleepIf(!closed && isIdle()));
    }

    /** Whether anything is under way. */
    boolean isWaiting() {
        return locked(() -> !isIdle());
    }

    /** Whether this has been closed. */
    boolean isClosed() {
        return locked(() -> closed);
    }

    private <T> T locked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }
}
