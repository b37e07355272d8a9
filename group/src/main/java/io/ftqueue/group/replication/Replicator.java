package io.ftqueue.group.replication;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.Event;
import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.GroupMember;
import io.ftqueue.group.InvariantViolation;
import io.ftqueue.group.Outbox;
import io.ftqueue.group.Wire;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One replica of a state machine: a group member, the state, and the exchange that makes the states of members equal
 * after every configuration change.
 *
 * <p>Every way into a configuration is one path: blank, returning, or from the other side of a partition, a member
 * announces what its state has executed; those that another dominates fetch the other's state, and where several
 * branches are left, everyone fetches all of them and joins them at one slot of the total order.
 */
public final class Replicator {

    private static final byte APPLICATION = 0;
    private static final byte STATE = 1;
    private static final byte READY = 2;
    private static final byte UNKNOWN = -1;
    private static final int KIND_BYTES = 1;
    private static final int CATCH_UP_PAYLOADS = 64;
    /** What is older is no longer told apart: an announcement must fit a payload. */
    private static final int MAX_CONFIGURATIONS = 1_500;

    private final GroupConfig config;
    private final GroupMember member;
    private final StateMachine machine;
    private final ReplyGate gate;
    private final Inbox inbox = new Inbox();
    /** Payloads that wait for the exchange to end, in order. */
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();

    private long waitingBytes;
    private Phase phase = Phase.ALONE;
    private Context context = Context.BLANK;
    /** The last slot of the present configuration that took effect on the state; 0 if none has. */
    private long executedSlot;

    private ConfigurationId executedIn = ConfigurationId.NONE;
    private @Nullable Exchange exchange;
    private List<Exchange.BranchHolders> branches = List.of();
    private @Nullable StateDonor donor;
    private @Nullable StateTransfer transfer;
    /** The transfer is done but for what was ordered meanwhile, or for the others. */
    private boolean fetched;

    private final TreeSet<MemberId> readyToJoin = new TreeSet<>();
    /** Control messages that arose within a step. */
    private final ArrayDeque<byte[]> control = new ArrayDeque<>();

    private long transfers;
    private long joins;
    private long divergences;
    private long nonsense;

    /**
     * A replica that has executed nothing.
     *
     * @param config the member's
     * @param member a member that has just been made; it belongs to the replica from now on
     */
    public Replicator(GroupConfig config, GroupMember member, StateMachine machine) {
        this.config = config;
        this.machine = machine;
        this.member = member;
        this.gate = new ReplyGate(config.failuresTolerated());
    }

    /** Takes an event; {@code Submitted} payloads are executed by every replica's state machine, in one order. */
    public void step(long nowNanos, Event event, Wire out) {
        inbox.begin(nowNanos, out);
        if (event instanceof Event.Submitted submitted) {
            submit(submitted.payload());
        } else {
            member.step(nowNanos, event, inbox);
            if (event instanceof Event.Received received) {
                onDirect(received.frame());
            } else {
                work();
            }
        }
        submitControl(nowNanos, event instanceof Event.Tick);
        gate.held(member.heldBy(gate.needed(), gate.readyMask()));
    }

    /** Whether a payload of that many bytes may be submitted now; false asks the caller to hold back (BUSY). */
    public boolean accepts(int payloadBytes) {
        boolean straight = phase == Phase.SERVING && waiting.isEmpty();
        return straight
                ? member.accepts(payloadBytes + KIND_BYTES)
                : waitingBytes + payloadBytes <= config.originWindowBytes();
    }

    /** The largest payload that can be submitted, in bytes. */
    public int maxPayloadBytes() {
        return config.maxPayloadBytes() - KIND_BYTES;
    }

    /** Whether the state is complete and follows the order: what it says now is what the component has executed. */
    public boolean serving() {
        return phase == Phase.SERVING;
    }

    /** How many payloads this replica's machine has executed, counted from its start; grows during {@code step}. */
    public long executedCount() {
        return gate.executedCount();
    }

    /**
     * Effects of the first so many payloads executed here may be shown to clients: they are held by min(F+1, n)
     * members. Never above {@link #executedCount()}.
     */
    public long releasableCount() {
        return gate.releasedCount();
    }

    /** The time at which the driver owes a tick, by the clock of {@code step}. */
    public long nextDeadlineNanos() {
        long next = member.nextDeadlineNanos();
        StateTransfer current = transfer;
        return current == null || inbox.nowNanos - next >= 0 ? next : current.nextDeadlineNanos(inbox.nowNanos, next);
    }

    /** The member's regular configuration, or null before the first. */
    public @Nullable Configuration configuration() {
        return member.configuration();
    }

    /** This member. */
    public MemberId self() {
        return member.self();
    }

    /** Where this replica stands. */
    public ReplicationStatus status() {
        var group = member.status();
        group.counters().put("state-transfers", transfers);
        group.counters().put("state-joins", joins);
        group.counters().put("state-divergences", divergences);
        group.counters().put("payloads-of-unknown-kind", nonsense);
        return new ReplicationStatus(group, phase, executedContext(), machine.stateHash(), gate.ready());
    }

    private Context executedContext() {
        return executedSlot == 0 ? context : context.with(executedIn, executedSlot);
    }

    private void submit(byte[] payload) {
        if (payload.length == 0 || payload.length > maxPayloadBytes()) {
            throw new IllegalArgumentException(
                    "a payload has 1 to " + maxPayloadBytes() + " bytes, not " + payload.length);
        }
        byte[] framed = new byte[KIND_BYTES + payload.length];
        framed[0] = APPLICATION;
        System.arraycopy(payload, 0, framed, KIND_BYTES, payload.length);
        waiting.add(framed);
        waitingBytes += framed.length;
        drainWaiting();
    }

    /** Client operations are admitted at any time, but ordered only when the states are equal. */
    private void drainWaiting() {
        while (phase == Phase.SERVING && !waiting.isEmpty() && member.accepts(waiting.getFirst().length)) {
            byte[] framed = waiting.removeFirst();
            waitingBytes -= framed.length;
            member.step(inbox.nowNanos, new Event.Submitted(framed), inbox);
        }
    }

    private void submitControl(long nowNanos, boolean ticked) {
        boolean submitted = !control.isEmpty();
        for (byte[] message = control.poll(); message != null; message = control.poll()) {
            member.step(nowNanos, new Event.Submitted(message), inbox);
        }
        int before = waiting.size();
        drainWaiting();
        if (ticked && (submitted || waiting.size() < before)) {
            member.step(nowNanos, Event.TICK, inbox);
        }
    }

    private void enter(Delivery.Regular change) {
        context = executedContext().newest(MAX_CONFIGURATIONS);
        executedSlot = 0;
        executedIn = change.configuration().id();
        List<MemberId> holders = new ArrayList<>(change.continuing());
        holders.retainAll(phase == Phase.ALONE ? List.of(self()) : gate.ready());
        gate.enter(change.configuration(), holders);
        exchange = new Exchange(change.configuration());
        phase = Phase.EXCHANGE;
        donor = null;
        transfer = null;
        fetched = false;
        readyToJoin.clear();
        control.clear();
        requeue(change.undelivered());
        byte[] announcement = new StateAnnouncement(context, machine.stateHash()).encode(KIND_BYTES);
        announcement[0] = STATE;
        control.add(announcement);
    }

    /** What was submitted and never ordered is submitted again, ahead of what has waited since. */
    private void requeue(List<byte[]> undelivered) {
        for (int i = undelivered.size() - 1; i >= 0; i--) {
            byte[] framed = undelivered.get(i);
            if (framed[0] == APPLICATION) {
                waiting.addFirst(framed);
                waitingBytes += framed.length;
            }
        }
    }

    private void onOrdered(Delivery.Message message) {
        byte kind = message.payload().length == 0 ? UNKNOWN : message.payload()[0];
        switch (kind) {
            case APPLICATION -> onApplication(message);
            case STATE -> onState(message);
            case READY -> onReady(message);
            // A member that runs another program: all skip it alike.
            default -> nonsense++;
        }
    }

    private void onApplication(Delivery.Message message) {
        StateTransfer current = transfer;
        if (current == null) {
            execute(message);
        } else {
            current.hold(message);
        }
    }

    private void execute(Delivery.Message message) {
        byte[] payload = new byte[message.payload().length - KIND_BYTES];
        System.arraycopy(message.payload(), KIND_BYTES, payload, 0, payload.length);
        executedSlot = message.slot();
        gate.executed(message.slot());
        machine.execute(
                new Position(
                        message.configuration(),
                        message.slot(),
                        message.index(),
                        message.timestampMicros(),
                        message.origin()),
                payload);
    }

    private void onState(Delivery.Message message) {
        Exchange current = exchange;
        StateAnnouncement announcement = StateAnnouncement.decode(message.payload(), KIND_BYTES);
        if (current != null && announcement != null && current.announced(message.origin(), announcement)) {
            decide(current, message.slot());
        }
    }

    /** At the last announcement: the same slot, and so the same conclusion, everywhere. */
    private void decide(Exchange current, long slot) {
        branches = current.branches();
        divergences += current.diverged().size();
        Exchange.BranchHolders mine = null;
        for (Exchange.BranchHolders branch : branches) {
            if (branch.holders().contains(self())) {
                mine = branch;
            }
        }
        boolean several = branches.size() > 1;
        gate.holders((mine == null ? dominating() : mine).holders());
        boolean wanted = several || branches.get(0).holders().size() < gate.members();
        if (wanted && mine != null && mine.donor().equals(self())) {
            donor = new StateDonor(slot, machine.image(), config.partBytes());
        }
        if (mine != null && !several) {
            phase = Phase.SERVING;
            return;
        }
        phase = Phase.TRANSFER;
        transfer = transfer(mine, slot);
    }

    private StateTransfer transfer(Exchange.@Nullable BranchHolders mine, long slot) {
        StateTransfer begun = new StateTransfer(machine, branches, config.partBytes());
        for (int i = 0; i < branches.size(); i++) {
            Exchange.BranchHolders branch = branches.get(i);
            if (branch.equals(mine)) {
                begun.own(i, machine.image());
            } else {
                begun.fetch(new StateFetch(branch.donor(), i, slot, config.nakMaxNanos(), inbox.nowNanos));
            }
        }
        return begun;
    }

    /** The first of the branches that hold all that this member's state has executed. */
    private Exchange.BranchHolders dominating() {
        for (Exchange.BranchHolders branch : branches) {
            if (branch.context().dominates(context)) {
                return branch;
            }
        }
        throw new InvariantViolation("no branch dominates " + context);
    }

    private void onDirect(Frame frame) {
        Configuration current = configuration();
        if (current == null || !frame.configuration().equals(current.id())) {
            return;
        }
        StateDonor source = donor;
        StateTransfer receiving = transfer;
        if (source != null && frame.message() instanceof StateRequest request) {
            source.answer(request).forEach(chunk -> member.sendDirect(frame.sender(), chunk, inbox));
        } else if (receiving != null && frame.message() instanceof StateChunk chunk) {
            receiving.onChunk(frame.sender(), chunk, inbox.nowNanos);
        }
    }

    /** A step of the transfer; short, because the group waits for nobody. */
    private void work() {
        StateTransfer current = transfer;
        if (current == null) {
            return;
        }
        if (!fetched) {
            fetched = current.work();
            current.ask(inbox.nowNanos, (to, request) -> member.sendDirect(to, request, inbox));
            if (fetched && branches.size() > 1) {
                control.add(new byte[] {READY});
            } else if (fetched) {
                complete(current);
                catchUp(current);
            }
        } else if (branches.size() == 1) {
            catchUp(current);
        }
    }

    /** Executes what was ordered during the transfer, a part at a time; then the replica is like the others. */
    private void catchUp(StateTransfer current) {
        // Never ends within a slot: what the state has executed is told by whole slots.
        boolean within = false;
        for (int i = 0; i < CATCH_UP_PAYLOADS || within; i++) {
            Delivery.Message message = current.nextHeld();
            if (message == null) {
                transfer = null;
                phase = Phase.SERVING;
                control.add(new byte[] {READY});
                return;
            }
            execute(message);
            within = current.holdsMoreOf(message.slot());
        }
    }

    private void onReady(Delivery.Message message) {
        if (branches.size() == 1) {
            gate.ready(message.origin());
            if (gate.ready().size() == gate.members()) {
                donor = null;
            }
            return;
        }
        readyToJoin.add(message.origin());
        Configuration current = configuration();
        StateTransfer joining = transfer;
        if (current != null && joining != null && readyToJoin.size() == current.size()) {
            complete(joining);
            joins++;
            transfer = null;
            phase = Phase.SERVING;
            gate.holders(current.members());
        }
    }

    private void complete(StateTransfer done) {
        done.complete();
        transfers++;
        context = done.joined();
        executedSlot = 0;
    }

    /** Takes what the group member has for the layer above and for the wire. */
    private final class Inbox implements Outbox {

        private long nowNanos;
        private @Nullable Wire wire;

        private void begin(long now, Wire out) {
            nowNanos = now;
            wire = out;
        }

        @Override
        public void multicast(Frame frame) {
            Wire out = wire;
            if (out != null) {
                out.multicast(frame);
            }
        }

        @Override
        public void send(MemberId to, Frame frame) {
            Wire out = wire;
            if (out != null) {
                out.send(to, frame);
            }
        }

        @Override
        public void deliver(Delivery delivery) {
            if (delivery instanceof Delivery.Message message) {
                onOrdered(message);
            } else if (delivery instanceof Delivery.Regular regular) {
                enter(regular);
            }
        }
    }
}
