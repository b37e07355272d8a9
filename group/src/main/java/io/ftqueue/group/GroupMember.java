package io.ftqueue.group;

import io.ftqueue.group.membership.Cause;
import io.ftqueue.group.membership.Host;
import io.ftqueue.group.membership.Membership;
import io.ftqueue.group.membership.MembershipTimes;
import io.ftqueue.group.membership.Peers;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.Message;
import io.ftqueue.group.message.Plan;
import io.ftqueue.group.message.PlanGroup;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group: total order by a rotating sequencer within a configuration, agreement on configurations, both
 * together as extended virtual synchrony. A state machine without I/O, clock or threads: events and the time go in,
 * frames and deliveries come out, and the same run of events gives the same run of outputs.
 *
 * <p>Not thread-safe: one thread, or lock, owns it.
 */
public final class GroupMember {

    private static final Outbox NOWHERE = new NoOutbox();
    private static final long MICRO = 1_000L;
    private static final long MICROS_PER_SECOND = 1_000_000L;

    private final GroupConfig config;
    private final MemberId self;
    private final String name;
    private final GroupObserver observer;
    private final RandomGenerator random;
    private final long startNanos;
    private final long startWallMicros;

    private final Peers peers;
    private final Membership membership;
    private final StallDetector stalls;
    private final PauseDetector pauses;
    private final OwnHealth health;
    private final Dispatcher dispatcher;
    private final Part part = new Part();
    private final Counters counters = new Counters();
    /** What this member sends to itself while it leads. */
    private final ArrayDeque<Message> toSelf = new ArrayDeque<>();

    private final EarlyPayloads early;
    /** No slot of a configuration that this member comes into will be earlier, microseconds since 1970. */
    private long timestampFloorMicros;

    private @Nullable ConfigurationOrder order;
    private long safeUpTo;
    private long nowNanos;
    private long beatNanos;
    /** How many heartbeats were sent. */
    private long beats;

    private Outbox out = NOWHERE;

    /**
     * A member that starts.
     *
     * @param name what people call it
     * @param nowNanos the monotonic time
     * @param wallMicros the wall clock at that time, microseconds since 1970; not asked for again, so that a clock
     *     that is set later has no effect
     */
    public GroupMember(
            GroupConfig config,
            MemberId self,
            String name,
            GroupObserver observer,
            RandomGenerator random,
            long nowNanos,
            long wallMicros) {
        this.config = config;
        this.early = new EarlyPayloads(config.originWindowBytes());
        this.self = self;
        this.name = name;
        this.observer = observer;
        this.random = random;
        this.startNanos = nowNanos;
        this.startWallMicros = wallMicros;
        this.nowNanos = nowNanos;
        this.beatNanos = nowNanos;
        this.peers = new Peers(self, config.suspectAfterNanos());
        MembershipTimes times = new MembershipTimes(
                config.suspectAfterNanos(), config.gatherNanos(), config.listenNanos(), config.settleNanos());
        // A server without a disk does not know the epochs of its earlier lives; the wall clock is likely above them.
        long epoch = Math.max(0, wallMicros / MICROS_PER_SECOND);
        this.membership = new Membership(self, times, peers, part, epoch, nowNanos);
        this.stalls = new StallDetector();
        this.health = new OwnHealth(2 * config.suspectAfterNanos());
        this.pauses = new PauseDetector(config.suspectAfterNanos() / 2, 2 * config.heartbeatNanos(), nowNanos);
        this.dispatcher = new Dispatcher(peers, membership, pauses, counters, () -> order);
    }

    /** Takes an event; what follows from it goes to {@code outbox}. Time never runs backwards. */
    public void step(long now, Event event, Outbox outbox) {
        out = outbox;
        noticePause(now);
        nowNanos = now;
        if (event instanceof Event.Received received) {
            receive(received.frame());
        } else if (event instanceof Event.Submitted submitted) {
            submit(submitted.payload());
        } else {
            tick();
        }
        for (Message message = toSelf.poll(); message != null; message = toSelf.poll()) {
            dispatcher.dispatch(frame(message), now);
        }
        out = NOWHERE;
    }

    /** Whether a payload of that many bytes may be submitted now. */
    public boolean accepts(int payloadBytes) {
        ConfigurationOrder current = order;
        return current == null ? early.accepts(payloadBytes) : current.accepts(payloadBytes);
    }

    /** The time at which the driver owes a tick. */
    public long nextDeadlineNanos() {
        ConfigurationOrder current = order;
        return current == null
                ? beatNanos
                : current.nextDeadlineNanos(membership.operational() && !pauses.barred(), beatNanos);
    }

    /** This member. */
    public MemberId self() {
        return self;
    }

    /** The regular configuration, or null before the first. */
    public @Nullable Configuration configuration() {
        ConfigurationOrder current = order;
        return current == null ? null : current.configuration();
    }

    /**
     * The highest slot that so many of the given members are known to hold; {@code Long.MIN_VALUE} if none, if there
     * are not so many, or if this member has just slept and has heard of no other since.
     *
     * @param among bit i set for member i of the configuration
     */
    public long heldBy(int holders, long among) {
        ConfigurationOrder current = order;
        return current == null || pauses.barred()
                ? Long.MIN_VALUE
                : current.acknowledgements().heldBy(holders, among);
    }

    /** Sends a message of the layer above to one member, outside the total order. */
    public void sendDirect(MemberId to, Message message, Outbox outbox) {
        outbox.send(to, frame(message));
    }

    /**
     * Takes members for silent at once, without waiting until they are missed: the layer above keeps their frames from
     * this member from now on.
     */
    public void lose(Predicate<MemberId> which) {
        peers.lose(which);
        beatNanos = nowNanos;
    }

    /** The time of the last slot, microseconds since 1970. */
    public long lastTimestampMicros() {
        return part.lastTimestampMicros();
    }

    /**
     * Goes on behind what earlier lives of this server have executed; to be called before the first step.
     *
     * @param epoch the highest epoch of a configuration that they were in
     * @param timestampMicros the time of the last slot that they executed
     * @param companions the servers that were in the last of those configurations
     */
    public void goOnFrom(long epoch, long timestampMicros, SortedSet<Long> companions) {
        membership.goOnFrom(epoch + 1, companions);
        timestampFloorMicros = timestampMicros;
    }

    /** Where this member stands. */
    public GroupStatus status() {
        ConfigurationOrder current = order;
        return new GroupStatus(
                self,
                name,
                membership.announced(),
                configuration(),
                part.receivedUpTo(),
                current == null ? 0 : current.acknowledgements().stableUpTo(),
                GroupStatus.Peer.all(peers, current, nowNanos),
                counters.byName());
    }

    private void submit(byte[] payload) {
        if (payload.length == 0 || payload.length > config.maxPayloadBytes()) {
            throw new IllegalArgumentException(
                    "a payload has 1 to " + config.maxPayloadBytes() + " bytes, not " + payload.length);
        }
        part.count(GroupCounter.PAYLOADS_SUBMITTED);
        ConfigurationOrder current = order;
        if (current == null) {
            early.add(payload);
        } else {
            current.submit(payload);
        }
    }

    private void receive(Frame frame) {
        MemberId sender = frame.sender();
        if (sender.server() == self.server()) {
            if (!sender.equals(self)) {
                part.count(GroupCounter.FRAMES_OF_MY_NUMBER);
            }
            return;
        }
        part.count(GroupCounter.FRAMES_RECEIVED);
        if (!peers.admit(sender, nowNanos)) {
            part.count(GroupCounter.FRAMES_OF_A_GHOST);
            return;
        }
        membership.onFrame(frame, nowNanos);
        ConfigurationOrder current = order;
        if (current != null
                && frame.configuration().equals(current.configuration().id())) {
            int index = current.configuration().indexOf(sender);
            if (index >= 0) {
                long seen = frame.message() instanceof Heartbeat heartbeat ? heartbeat.highestSeen() : 0;
                current.onHeader(index, frame, seen);
                pauses.heard(nowNanos);
            }
        }
        dispatcher.dispatch(frame, nowNanos);
    }

    private void tick() {
        if (nowNanos - beatNanos >= 0) {
            beat();
        }
        ConfigurationOrder current = order;
        if (current != null) {
            // One that has slept and not heard of its configuration since issues nothing: the others may have gone on
            // without it, and what it ordered alone would be executed on both sides.
            current.tick(nowNanos, membership.operational() && !pauses.barred());
            if (membership.operational()) {
                declareSafe(current);
            }
        }
    }

    private void beat() {
        // What is longer is a pause, which has a treatment of its own.
        health.late(Math.min(nowNanos - beatNanos, config.suspectAfterNanos() / 2));
        peers.bePatient(health.patienceNanos());
        membership.tick(nowNanos);
        ConfigurationOrder current = order;
        if (current != null && membership.operational()) {
            stalls.watch(current, nowNanos);
            MemberId stalled = stalled(current, 2 * peers.suspectAfterNanos());
            if (stalled != null) {
                membership.suspectSlow(stalled, nowNanos);
            }
        }
        Configuration configuration = configuration();
        part.multicast(new Heartbeat(
                ++beats,
                membership.announced(),
                membership.epoch(),
                current == null ? 0 : current.highestSeen(),
                peers.heard(nowNanos),
                configuration == null ? List.of() : configuration.members(),
                name));
        peers.prune(nowNanos);
        long interval = membership.operational() ? config.heartbeatNanos() : config.heartbeatNanos() / 2;
        // Jittered, lest the beats of many members fall together.
        beatNanos = nowNanos + interval - interval / 5 + random.nextLong(interval / 5 * 2);
    }

    /** A member that holds everyone up though it is heard; one that is silent as well is simply suspected. */
    private @Nullable MemberId stalled(ConfigurationOrder current, long patienceNanos) {
        int index = stalls.stalled(current, patienceNanos, nowNanos);
        MemberId member = index < 0 ? null : current.configuration().member(index);
        boolean heard = member != null && peers.silentNanos(member, nowNanos) < config.suspectAfterNanos() / 4;
        return heard ? member : null;
    }

    private void declareSafe(ConfigurationOrder current) {
        long stable = current.acknowledgements().stableUpTo();
        if (stable > safeUpTo) {
            for (long slot = safeUpTo + 1; slot <= stable && observer != GroupObserver.NONE; slot++) {
                observer.safe(slot);
            }
            safeUpTo = stable;
            out.deliver(new Delivery.Safe(stable));
            current.release();
        }
    }

    private void noticePause(long now) {
        Configuration configuration = configuration();
        long gap = pauses.step(now, configuration != null && configuration.size() > 1);
        if (gap > 0) {
            part.count(GroupCounter.PAUSES);
            peers.credit(now, gap);
            stalls.reset();
        }
    }

    private Frame frame(Message message) {
        ConfigurationOrder current = order;
        if (current == null) {
            return new Frame(self, ConfigurationId.NONE, 0, 0, message);
        }
        return new Frame(
                self,
                current.configuration().id(),
                current.receivedUpTo(),
                current.acknowledgements().stableUpTo(),
                message);
    }

    /** The member as its parts see it: their host and their lane. */
    private final class Part implements Host, Lane {

        private long contentHash;

        @Override
        public void multicast(Message message) {
            out.multicast(frame(message));
        }

        @Override
        public void send(MemberId to, Message message) {
            if (to.equals(self)) {
                toSelf.add(message);
            } else {
                out.send(to, frame(message));
            }
        }

        @Override
        public void count(GroupCounter counter) {
            counters.increment(counter);
        }

        @Override
        public @Nullable Configuration configuration() {
            return GroupMember.this.configuration();
        }

        @Override
        public long receivedUpTo() {
            ConfigurationOrder current = order;
            return current == null ? 0 : current.receivedUpTo();
        }

        @Override
        public long lastTimestampMicros() {
            ConfigurationOrder current = order;
            return current == null ? timestampFloorMicros : current.lastTimestampMicros();
        }

        @Override
        public long wallMicros(long now) {
            return startWallMicros + (now - startNanos) / MICRO;
        }

        @Override
        public void freeze() {
            ConfigurationOrder current = order;
            if (current != null) {
                current.freeze();
            }
        }

        @Override
        public void recover(long target, MemberId donor) {
            ConfigurationOrder current = order;
            if (current != null) {
                current.recover(target, donor);
            }
        }

        @Override
        public void gathering(Cause cause) {
            count(GroupCounter.valueOf("GATHER_" + cause.name()));
            if (cause != Cause.TIMEOUT) {
                keepOutStalled();
            }
            beatNanos = Math.min(beatNanos, nowNanos + config.heartbeatNanos() / 2);
        }

        /** One who suspects a slow member leaves first; the others, who have seen the same, must not let it back in. */
        private void keepOutStalled() {
            ConfigurationOrder current = order;
            MemberId stalled = current == null ? null : stalled(current, peers.suspectAfterNanos());
            if (stalled != null) {
                membership.keepOut(stalled, nowNanos);
            }
        }

        @Override
        public void install(Plan plan) {
            ConfigurationOrder before = order;
            Configuration next = new Configuration(plan.proposal(), plan.members(), plan.firstSlot());
            List<MemberId> continuing = List.of(self);
            List<byte[]> undelivered = early.take();
            if (before != null) {
                continuing = leave(before, plan);
                undelivered = before.unordered();
            }
            order = new ConfigurationOrder(config, next, next.indexOf(self), plan.timestampFloorMicros(), this, random);
            safeUpTo = next.firstSlot() - 1;
            stalls.reset();
            pauses.installed();
            count(GroupCounter.CONFIGURATIONS);
            beatNanos = nowNanos;
            Delivery.Regular regular = new Delivery.Regular(next, continuing, undelivered);
            observer.configuration(regular);
            out.deliver(regular);
        }

        /** The transitional configuration: those who go on together, for whom the rest of the slots is now safe. */
        private List<MemberId> leave(ConfigurationOrder before, Plan plan) {
            ConfigurationId from = before.configuration().id();
            for (PlanGroup group : plan.groups()) {
                if (group.from().equals(from)) {
                    long last = before.receivedUpTo();
                    Invariant.check(last == group.target(), "recovered up to %d, planned %d", last, group.target());
                    Delivery.Transitional transitional =
                            new Delivery.Transitional(from, plan.proposal(), group.members());
                    observer.configuration(transitional);
                    out.deliver(transitional);
                    for (long slot = safeUpTo + 1; slot <= last && observer != GroupObserver.NONE; slot++) {
                        observer.safe(slot);
                    }
                    out.deliver(new Delivery.Safe(last));
                    return group.members();
                }
            }
            throw new InvariantViolation("no group of the plan comes from " + from);
        }

        @Override
        public void issuing(SlotAssignment slot) {
            ConfigurationOrder current = order;
            if (current != null) {
                observer.issued(current.configuration().id(), slot.slot());
            }
        }

        @Override
        public void take(SlotAssignment slot, int index, int origin, byte[] payload) {
            ConfigurationOrder current = order;
            if (current == null) {
                return;
            }
            count(GroupCounter.PAYLOADS_DELIVERED);
            if (observer != GroupObserver.NONE) {
                contentHash = (contentHash * 31 + origin) * 31 + java.util.Arrays.hashCode(payload);
            }
            Configuration configuration = current.configuration();
            out.deliver(new Delivery.Message(
                    configuration.id(),
                    slot.slot(),
                    index,
                    slot.timestampMicros(),
                    configuration.member(origin),
                    payload));
        }

        @Override
        public void delivered(SlotAssignment slot) {
            count(GroupCounter.SLOTS_DELIVERED);
            ConfigurationOrder current = order;
            if (current != null && observer != GroupObserver.NONE) {
                observer.delivered(current.configuration().id(), slot.slot(), contentHash);
                contentHash = 0;
            }
        }
    }
}
