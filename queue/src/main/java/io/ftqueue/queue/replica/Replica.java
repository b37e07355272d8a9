package io.ftqueue.queue.replica;

import io.ftqueue.group.Event;
import io.ftqueue.group.GroupMember;
import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.GroupStatus;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Checkpoint;
import io.ftqueue.group.replication.ForgetAnswer;
import io.ftqueue.group.replication.Position;
import io.ftqueue.group.replication.Recorder;
import io.ftqueue.group.replication.Recovery;
import io.ftqueue.group.replication.Replicator;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.Decoded;
import io.ftqueue.queue.codec.FrameKind;
import io.ftqueue.queue.codec.Payload;
import io.ftqueue.queue.codec.RequestBytes;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.merge.MergeReport;
import io.ftqueue.queue.state.ExecutionListener;
import io.ftqueue.queue.state.QueueState;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A server without its sockets: a member of the group that executes what clients send, answers them when enough members
 * hold it, and hears of nothing but through {@link #step}. One thread owns it.
 */
public final class Replica {

    private static final long NANOS_PER_MICRO = 1_000L;

    /** An hour: nothing is due. */
    private static final long FAR_NANOS = 3_600_000_000_000L;

    private final ReplicaConfig config;
    private final GroupMember member;
    private Replicator replicator;
    private final QueueState state;
    private final SubmissionQueue queue;
    private final AnswerLog answers;
    private final NativeGateway natives;
    private final TextGateway texts;
    private final Waiters waiters;
    private final LeaseTicker leases = new LeaseTicker();
    private final SimulatedPartition partition;
    private final Executions executions;
    private final ReplicaCounters counters = new ReplicaCounters();
    private long nowNanos;

    private final MergeHistory merges = new MergeHistory();
    private final Stopwatch stopwatch;
    private final long startNanos;
    private final long startWallMicros;

    /** How often the split had changed when the group was told. */
    private long blockedAt;

    /** The configuration whose order the state follows, or followed last. */
    private ConfigurationId served = ConfigurationId.NONE;

    /**
     * A replica that has executed nothing.
     *
     * @param name what people call this server
     * @param nowNanos the clock of {@link #step}
     * @param wallMicros the wall clock at {@code nowNanos}, microseconds since 1970; not asked for again
     */
    public Replica(
            ReplicaConfig config,
            MemberId self,
            String name,
            GroupObserver observer,
            RandomGenerator random,
            long nowNanos,
            long wallMicros) {
        var group = config.group();
        var limits = config.limits();
        this.nowNanos = nowNanos;
        startNanos = nowNanos;
        stopwatch = new Stopwatch(nowNanos);
        startWallMicros = wallMicros;
        executions = new Executions(self);
        state = new QueueState(executions);
        this.config = config;
        member = new GroupMember(group, self, name, observer, random, nowNanos, wallMicros);
        replicator = new Replicator(group, member, state);
        int maxPayloadBytes = replicator.maxPayloadBytes();
        queue = new SubmissionQueue(Math.min(group.partBytes() - 1, maxPayloadBytes), maxPayloadBytes);
        answers = new AnswerLog(group.maxFrameBytes(), counters);
        natives = new NativeGateway(state, queue, answers, limits, counters);
        waiters = new Waiters(state, limits.maxClients());
        partition = new SimulatedPartition(self, config.mockHealAfter());
        texts = new TextGateway(state, queue, partition, limits, counters);
    }

    /** Takes all that an earlier life of this server has recorded, in order; {@link #goOn} is to follow. */
    public Recovery beginRecovery() {
        // Nobody waits for what was executed in an earlier life.
        state.tell(ExecutionListener.NONE);
        return new Recovery(state);
    }

    /**
     * Goes on from there, and records what it does itself; to be called before the first step.
     *
     * @param recovery has taken all records
     * @param recorder takes down what comes from now on
     * @param wait whether answers wait for {@link #recorded}
     * @param hollow whether what was recorded has been lost, so that this replica must not serve before it has got the
     *     state from another
     */
    public void goOn(Recovery recovery, Recorder recorder, boolean wait, boolean hollow) {
        state.tell(executions);
        replicator = new Replicator(config.group(), member, state, recorder, recovery);
        if (!wait) {
            replicator.showUnrecorded();
        }
        if (hollow) {
            replicator.beHollow();
        }
    }

    /** The state after that many changes, of {@link #executedCount}, would outlive the machine. */
    public void recorded(long executedCount) {
        replicator.recorded(executedCount);
    }

    /** From now on refuses, or takes again, what makes the state grow: pushes and new queues. */
    public void shortOfRoom(boolean isShort) {
        queue.shortOfRoom(isShort);
    }

    /** How often the state has changed here: by a payload, or by the state of others that took its place. */
    public long executedCount() {
        return replicator.executedCount();
    }

    /** The state as it is now, to be recorded in the place of all that was; null while there can be none. */
    public @Nullable Checkpoint checkpoint() {
        return replicator.checkpoint();
    }

    /** Lets somebody hear all that is executed here, whoever has submitted it: for checkers. */
    public void observe(ExecutionListener observer) {
        executions.observer = observer;
    }

    /**
     * Takes an event. Clients' operations are submitted and answers sent on ticks only, so that they are batched: the
     * driver owes a {@link ReplicaEvent#TICK} after each batch of other events and at {@link #nextDeadlineNanos()}.
     */
    public void step(long now, ReplicaEvent event, ReplicaOutbox out) {
        nowNanos = now;
        if (event instanceof ReplicaEvent.GroupFrame received) {
            onFrame(received.frame(), out);
        } else if (event instanceof ReplicaEvent.ClientDatagram datagram) {
            onDatagram(datagram, out);
        } else if (event instanceof ReplicaEvent.Split split) {
            partition.onControl(now, split.sets());
        } else if (event instanceof ReplicaEvent.Heal) {
            partition.heal();
        } else {
            onTick(out);
        }
        if (replicator.serving()) {
            serve(replicator.configuration());
        }
        block();
    }

    private void onFrame(Frame frame, ReplicaOutbox out) {
        if (partition.drops(nowNanos, frame)) {
            counters.count(ReplicaCounter.DROPPED_PARTITIONED);
        } else {
            replicator.step(nowNanos, new Event.Received(frame), out);
        }
    }

    /**
     * Lets the group know whom it will not hear: it need not wait for their silence. Not within a step of the group,
     * where a split begins.
     */
    private void block() {
        if (partition.changes() != blockedAt) {
            blockedAt = partition.changes();
            replicator.block(partition.blocked(List.of()));
        }
    }

    /** The state follows the order of a configuration, perhaps for the first time. */
    private void serve(@Nullable Configuration configuration) {
        if (configuration != null && !configuration.id().equals(served)) {
            served = configuration.id();
            texts.onConfiguration(partition.onConfiguration(configuration), replicator.executedCount());
        }
    }

    private void onDatagram(ReplicaEvent.ClientDatagram datagram, ReplicaOutbox out) {
        byte[] bytes = datagram.bytes();
        if (!ClientCodec.isNative(bytes)) {
            texts.onDatagram(nowNanos, datagram, view(), replicator.executedCount(), out);
            return;
        }
        var reason = ClientCodec.check(bytes);
        if (reason != null) {
            counters.count(counterOf(reason));
        } else if (ClientCodec.kind(bytes) == FrameKind.REQUEST) {
            onNativeRequest(datagram.from(), RequestBytes.parse(bytes), out);
        } else if (ClientCodec.decode(bytes) instanceof Decoded.Ok ok && ok.frame() instanceof ClientFrame.Wait wait) {
            // Like an operation, it is not answered where the state may be an old one or none: the client asks again.
            if (replicator.serving()) {
                waiters.onWait(nowNanos, datagram.from(), wait, out);
            }
        } else {
            counters.count(ReplicaCounter.DROPPED_UNEXPECTED_KIND);
        }
    }

    private void onNativeRequest(ClientAddress from, @Nullable RequestBytes request, ReplicaOutbox out) {
        if (request == null) {
            counters.count(ReplicaCounter.DROPPED_MALFORMED);
        } else {
            natives.onRequest(nowNanos, from, request, replicator.serving(), replicator.executedCount(), out);
        }
    }

    private static ReplicaCounter counterOf(Decoded.Reason reason) {
        return switch (reason) {
            case VERSION -> ReplicaCounter.DROPPED_VERSION;
            case TRUNCATED -> ReplicaCounter.DROPPED_TRUNCATED;
            case CHECKSUM -> ReplicaCounter.DROPPED_CHECKSUM;
            case FOREIGN, TRAILING, KIND, RANGE, OPERATION, TEXT -> ReplicaCounter.DROPPED_MALFORMED;
        };
    }

    private void onTick(ReplicaOutbox out) {
        partition.onTick(nowNanos);
        texts.onTick(nowNanos, view());
        byte[] payload = queue.peek();
        while (payload != null && replicator.accepts(payload.length)) {
            queue.taken();
            counters.count(ReplicaCounter.PAYLOADS_SUBMITTED);
            stopwatch.submitted(nowNanos);
            replicator.step(nowNanos, new Event.Submitted(payload), out);
            payload = queue.peek();
        }
        if (nowNanos - leaseTickDueNanos() >= 0 && replicator.accepts(Payload.NOTHING_BYTES)) {
            leases.onPayload(nowNanos);
            stopwatch.submittedForNobody();
            replicator.step(nowNanos, new Event.Submitted(Payload.nothing()), out);
        }
        replicator.step(nowNanos, Event.TICK, out);
        waiters.onTick(nowNanos, replicator.serving(), replicator.executedCount(), out);
        long releasable = replicator.releasableCount();
        stopwatch.released(nowNanos, releasable);
        if (!answers.isEmpty()) {
            answers.flush(releasable, replicator.holders(), replicator.isRecorded(releasable), out);
        }
        texts.flush(releasable, out);
    }

    /** Compared by difference, so never further away than half of all times. */
    private long leaseTickDueNanos() {
        var configuration = replicator.configuration();
        long due = configuration == null || !replicator.serving()
                ? Long.MAX_VALUE
                : leases.dueNanos(state.microsToNextLeaseEnd(), configuration.indexOf(replicator.self()));
        return due == Long.MAX_VALUE ? nowNanos + FAR_NANOS : due;
    }

    private GroupView view() {
        var configuration = replicator.configuration();
        if (configuration == null) {
            return GroupView.NONE;
        }
        return new GroupView(
                configuration.id().epoch(),
                configuration.size(),
                configuration.indexOf(replicator.self()),
                replicator.serving());
    }

    /** The time at which the driver owes a tick, by the clock of {@link #step}. */
    public long nextDeadlineNanos() {
        long next = texts.nextDeadlineNanos(replicator.nextDeadlineNanos());
        long lease = leaseTickDueNanos();
        return waiters.nextDeadlineNanos(lease - next < 0 ? lease : next);
    }

    /** Where this replica stands. Walks all queues: for people, not for the hot path. */
    public ReplicaStatus status() {
        List<ReplicaStatus.QueueStatus> queues =
                state.queues().stream().map(this::statusOf).toList();
        var replication = replicator.status();
        var known =
                replication.group().peers().stream().map(GroupStatus.Peer::id).toList();
        return new ReplicaStatus(
                replication,
                queues,
                partition.status(nowNanos, known),
                merges(),
                stopwatch.summary(nowNanos),
                counters.toMap());
    }

    private ReplicaStatus.QueueStatus statusOf(QueueState.QueueSummary queue) {
        long wallMicros = startWallMicros + (nowNanos - startNanos) / NANOS_PER_MICRO;
        long ageMillis = queue.oldestMicros() == 0 ? 0 : Math.max(0, (wallMicros - queue.oldestMicros()) / 1_000);
        return new ReplicaStatus.QueueStatus(
                queue.id(), queue.label(), queue.size(), queue.leased(), queue.pushed(), queue.popped(), ageMillis);
    }

    /**
     * Gives up waiting for what a server may hold that is gone for good; see {@link Replicator#forget}. To be followed
     * by a step.
     */
    public ForgetAnswer forget(long server) {
        return replicator.forget(server);
    }

    /** The last merges, newest last; the same list as in the status, without its cost. */
    public List<Merge> merges() {
        return merges.merges();
    }

    /** How the simulated partition stands; null if there is none. Cheap where there is none. */
    public ReplicaStatus.@Nullable Partition partition() {
        return partition.status(nowNanos, List.of());
    }

    /** Hands what was executed to the gateways. */
    private final class Executions implements ExecutionListener {

        private final MemberId self;
        private long count;
        private @Nullable ExecutionListener observer;

        /** Who submitted the present payload, and whether that was this member. */
        private MemberId origin = MemberId.NONE;

        private boolean own;

        /** The client of the last operation: neighbours mostly have the same one. */
        private @Nullable NativeClient client;

        Executions(MemberId self) {
            this.self = self;
        }

        @Override
        public void payload(Position position) {
            // Executed means that the state follows this order, even where the replicator does not say so yet.
            serve(replicator.configuration());
            count = replicator.executedCount();
            origin = position.origin();
            own = origin.equals(self);
            if (own) {
                stopwatch.executed(count);
            }
            client = null;
            leases.onPayload(nowNanos);
            counters.count(ReplicaCounter.PAYLOADS_EXECUTED);
            if (observer != null) {
                observer.payload(position);
            }
        }

        @Override
        public void executed(long clientId, long seq, long tag, ResultCode code, long number, byte @Nullable [] item) {
            var to = own ? clientOf(clientId) : null;
            if (to != null) {
                natives.onExecuted(nowNanos, to);
                answers.add(count, to, seq, tag, code, number, item);
            }
            if (observer != null) {
                observer.executed(clientId, seq, tag, code, number, item);
            }
        }

        @Override
        public void merged(MergeReport report) {
            long atMicros = startWallMicros + (nowNanos - startNanos) / NANOS_PER_MICRO;
            merges.add(report, atMicros, replicator.status().group());
            if (observer != null) {
                observer.merged(report);
            }
        }

        @Override
        public void partition(Position position) {
            var configuration = replicator.configuration();
            if (configuration != null && configuration.id().equals(position.configuration())) {
                partition.onWish(nowNanos, configuration);
            }
            if (observer != null) {
                observer.partition(position);
            }
        }

        @Override
        public void gap(long clientId, long executedUpTo) {
            var to = own ? clientOf(clientId) : null;
            if (to != null) {
                natives.onGap(to, executedUpTo);
            }
            if (observer != null) {
                observer.gap(clientId, executedUpTo);
            }
        }

        @Override
        public void executedText(
                long keyHigh, long keyLow, boolean repeated, ResultCode code, long number, byte @Nullable [] item) {
            var key = new RequestKey(keyHigh, keyLow);
            boolean standIn = !repeated && partition.standsInFor(origin);
            boolean mine = standIn || (own && !repeated && !partition.silent(nowNanos));
            boolean open = texts.onExecuted(count, key, mine, code, number, item);
            if (standIn && !open) {
                texts.owe(key);
            }
            if (!repeated) {
                partition.onText();
            }
            if (observer != null) {
                observer.executedText(keyHigh, keyLow, repeated, code, number, item);
            }
        }

        private @Nullable NativeClient clientOf(long clientId) {
            if (client == null || client.clientId != clientId) {
                client = natives.find(clientId);
            }
            return client;
        }
    }
}
