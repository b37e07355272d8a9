package io.ftqueue.examples.udp;

import io.ftqueue.group.Event;
import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.GroupMember;
import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.group.replication.Replicator;
import io.ftqueue.group.replication.StateMachine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A member of a group that replicates a state machine, with sockets and a thread: what stands between the world and
 * {@link Replicator}, which does no I/O and reads no clock. The thread owns the state machine; all others reach it
 * through {@link #submit} and {@link #read}.
 *
 * <p>A payload can take effect twice: a member that is cut off while one of its payloads is being ordered cannot know
 * whether the others have executed it, and has it ordered again. What must not happen twice needs a name by which the
 * state machine knows it again.
 *
 * @param <M> what is replicated
 */
public final class UdpGroup<M extends StateMachine> implements AutoCloseable {

    private static final int RANDOM_INCARNATION_BITS = 20;

    /** More payloads than that do not wait to be submitted. */
    private static final int MOST_WAITING = 10_000;

    /** Frames that are handed in before a tick, so that one comes in any case. */
    private static final int FRAMES_AT_ONCE = 64;

    private final M machine;
    private final UdpWire wire;
    private final Selector selector;
    private final Gated gated;
    private final Replicator replicator;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Queue<Submission> waiting = new ArrayDeque<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** What has no answer yet. */
    private final Map<Long, CompletableFuture<?>> open = new ConcurrentHashMap<>();

    private final AtomicLong questions = new AtomicLong();
    private boolean closing;

    private record Submission(byte[] payload, CompletableFuture<Void> done) {}

    private UdpGroup(UdpGroupConfig config, M machine, GroupObserver observer, UdpWire wire, Selector selector) {
        this.machine = machine;
        this.wire = wire;
        this.selector = selector;
        var random = new SecureRandom();
        long wallMillis = System.currentTimeMillis();
        // Every start is a new life of the server at this address: the incarnation grows.
        long incarnation = wallMillis << RANDOM_INCARNATION_BITS | random.nextInt(1 << RANDOM_INCARNATION_BITS);
        var self = new MemberId(UdpWire.serverNumber(wire.address()), incarnation);
        GroupConfig group = GroupConfig.defaults().withFailuresTolerated(config.failuresTolerated());
        this.gated = new Gated(machine, self, this::executedCount);
        this.replicator = new Replicator(
                group,
                new GroupMember(group, self, config.name(), observer, random, System.nanoTime(), wallMillis * 1_000),
                gated);
    }

    /**
     * Starts a member.
     *
     * @param machine has executed nothing, and belongs to the member's thread from now on
     * @param observer hears of configurations, on the member's thread; must be quick
     * @throws IOException if the sockets cannot be opened
     */
    public static <M extends StateMachine> UdpGroup<M> start(UdpGroupConfig config, M machine, GroupObserver observer)
            throws IOException {
        UdpWire wire = UdpWire.open(config);
        Selector selector = Selector.open();
        wire.register(selector);
        var group = new UdpGroup<>(config, machine, observer, wire, selector);
        new Thread(group::run, "group-" + config.name()).start();
        return group;
    }

    /** Where this member is reached. */
    public InetSocketAddress address() {
        return wire.address();
    }

    /**
     * Has a payload executed by every member, in one order. The future is completed when that has happened here and
     * min(F+1, n) members hold it. It fails if the member ends before; then nobody knows.
     */
    public CompletableFuture<Void> submit(byte[] payload) {
        var done = new CompletableFuture<Void>();
        if (payload.length == 0 || payload.length > replicator.maxPayloadBytes()) {
            throw new IllegalArgumentException("a payload has 1 to " + replicator.maxPayloadBytes() + " bytes");
        }
        byte[] copy = payload.clone();
        execute(() -> {
            if (waiting.size() < MOST_WAITING) {
                waiting.add(new Submission(copy, done));
            } else {
                done.completeExceptionally(new IllegalStateException("too many payloads wait; try again later"));
            }
        });
        return settled(done);
    }

    /**
     * Asks the state machine something. The answer is about some moment of the order and is given when min(F+1, n)
     * members hold what it tells of: nobody is shown what a crash could undo.
     *
     * @param question looks at the state and changes nothing; what it returns must not be changed by what is executed
     *     later
     */
    public <T> CompletableFuture<T> read(Function<? super M, T> question) {
        var answer = new CompletableFuture<T>();
        execute(() -> {
            try {
                T found = question.apply(machine);
                gated.learnt(() -> answer.completeAsync(() -> found));
            } catch (RuntimeException e) {
                // A question that fails is its asker's trouble and not the member's.
                answer.completeExceptionally(e);
            }
        });
        return settled(answer);
    }

    /** Where this member stands. */
    public CompletableFuture<ReplicationStatus> status() {
        var status = new CompletableFuture<ReplicationStatus>();
        execute(() -> status.complete(replicator.status()));
        return settled(status);
    }

    /** Drops what comes from these servers, and from no others, as if the network did: to try out a split. */
    public CompletableFuture<Void> block(Set<Long> servers) {
        var done = new CompletableFuture<Void>();
        execute(() -> {
            replicator.block(servers);
            done.complete(null);
        });
        return settled(done);
    }

    /** Completed when the member has ended: exceptionally if it could not go on. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Ends the member, as a crash would: the others go on half a second later. */
    @Override
    public void close() {
        execute(() -> closing = true);
        ended.exceptionally(failure -> null).join();
    }

    private void execute(Runnable command) {
        commands.add(command);
        selector.wakeup();
    }

    /** What the member's end leaves without an answer fails. */
    private <T> CompletableFuture<T> settled(CompletableFuture<T> future) {
        long number = questions.getAndIncrement();
        open.put(number, future);
        if (ended.isDone()) {
            fail();
        }
        return future.whenComplete((value, failure) -> open.remove(number));
    }

    private void fail() {
        open.values()
                .forEach(future -> future.completeExceptionally(new IllegalStateException("the member has ended")));
    }

    private long executedCount() {
        return replicator.executedCount();
    }

    private void run() {
        try (selector;
                wire) {
            while (!closing) {
                await(replicator.nextDeadlineNanos());
                turn();
            }
            ended.complete(null);
        } catch (IOException | RuntimeException e) {
            // A broken rule or a lost socket: better gone than wrong.
            ended.completeExceptionally(e);
        }
        fail();
    }

    /** Waits for a datagram, a command or the deadline. */
    private void await(long deadlineNanos) throws IOException {
        long remaining = deadlineNanos - System.nanoTime();
        if (remaining <= 0 || !commands.isEmpty()) {
            selector.selectNow();
        } else {
            // A selector counts in milliseconds; to be up to one late costs a little speed after a loss.
            selector.select(TimeUnit.NANOSECONDS.toMillis(remaining) + 1);
        }
        selector.selectedKeys().clear();
    }

    /** Hands in all that has come, then a tick, and shows what may be shown: the whole of a driver. */
    private void turn() throws IOException {
        int frames = 0;
        for (Frame frame = wire.receive(); frame != null; frame = frames < FRAMES_AT_ONCE ? wire.receive() : null) {
            replicator.step(System.nanoTime(), new Event.Received(frame), wire);
            frames++;
        }
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        Submission next = waiting.peek();
        while (next != null && replicator.accepts(next.payload().length)) {
            waiting.remove();
            gated.submitted(next.done());
            replicator.step(System.nanoTime(), new Event.Submitted(next.payload()), wire);
            next = waiting.peek();
        }
        replicator.step(System.nanoTime(), Event.TICK, wire);
        gated.release(replicator.releasableCount());
    }
}
