package io.ftqueue.group.replication;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.Event;
import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.GroupMember;
import io.ftqueue.group.Wire;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    private static final int CATCH_UP_PAYLOADS = 64;

    private final GroupConfig config;
    private final GroupMember member;
    private final StateMachine machine;
    private final ReplyGate gate;
    private final Inbox inbox = new Inbox(this::onDelivery);
    private final Submissions submissions;
    private final Execution execution;
    private final Bars bars = new Bars();

    private Phase phase = Phase.ALONE;
    private @Nullable Exchange exchange;
    /** What came of the exchange; null before its end. */
    private @Nullable Decision decision;
    /** This member takes no further part in the configuration: it parts from it, with the state it has. */
    private boolean parting;

    private final boolean recording;

    /** This member has lost the state it had: what it has instead does not count. */
    private boolean hollow;

    private @Nullable StateDonor donor;
    private @Nullable StateTransfer transfer;
    /** The transfer is done but for what was ordered meanwhile, or for the others. */
    private boolean fetched;

    private final TreeSet<MemberId> readyToJoin = new TreeSet<>();
    private long transfers;
    private long joins;
    private long refusals;
    private long nonsense;

    /**
     * A replica that has executed nothing.
     *
     * @param config the member's
     * @param member a member that has just been made; it belongs to the replica from now on
     */
    public Replicator(GroupConfig config, GroupMember member, StateMachine machine) {
        this(config, member, machine, Recorder.NONE, new Recovery(machine));
    }

    /**
     * A replica that goes on from what was executed before its process began.
     *
     * @param config the member's
     * @param member a member that has just been made; it belongs to the replica from now on
     * @param recorder is told all that changes the state from now on
     * @param recovery has brought the state machine to where it is; perhaps it had nothing to do
     */
    public Replicator(
            GroupConfig config, GroupMember member, StateMachine machine, Recorder recorder, Recovery recovery) {
        this.config = config;
        this.recording = recorder.records();
        member.goOnFrom(recovery.epoch(), recovery.timestampMicros(), recovery.companions());
        this.machine = machine;
        this.member = member;
        this.gate = new ReplyGate(config.failuresTolerated(), !recorder.records());
        this.execution = new Execution(machine, recorder, recovery, gate, config.markAbove());
        this.submissions = new Submissions(config, member, inbox);
    }

    /** Takes an event; {@code Submitted} payloads are executed by every replica's state machine, in one order. */
    public void step(long nowNanos, Event event, Wire out) {
        inbox.begin(nowNanos, out);
        if (event instanceof Event.Received received
                && bars.drops(received.frame().sender(), nowNanos)) {
            return;
        }
        if (event instanceof Event.Submitted submitted) {
            submissions.add(submitted.payload());
        } else {
            member.step(nowNanos, event, inbox);
            if (event instanceof Event.Received received) {
                onDirect(received.frame());
            } else {
                work();
                cutShort();
            }
        }
        submissions.submit(serving(), event instanceof Event.Tick);
        execution.endStep();
        gate.held(member.heldBy(gate.needed(), gate.readyMask()));
    }

    /** Whether a payload of that many bytes may be submitted now; false asks the caller to hold back (BUSY). */
    public boolean accepts(int payloadBytes) {
        return submissions.accepts(payloadBytes, serving());
    }

    /** The largest payload that can be submitted, in bytes. */
    public int maxPayloadBytes() {
        return submissions.maxPayloadBytes();
    }

    /** Whether the state is complete and follows the order: what it says now is what the component has executed. */
    public boolean serving() {
        return phase == Phase.SERVING;
    }

    /**
     * How often the state, or what is known of it, has changed since the start: by a payload that was executed, or by
     * the state of others that took its place. Grows during {@code step}.
     */
    public long executedCount() {
        return gate.executedCount();
    }

    /**
     * Effects of the first so many changes may be shown to clients: they are held by min(F+1, n) members. Never above
     * {@link #executedCount()}.
     */
    public long releasableCount() {
        return gate.releasedCount();
    }

    /** How many members, at least, hold all that may be shown. */
    public int holders() {
        return gate.holders(holders -> member.heldBy(holders, gate.readyMask()));
    }

    /** Whether the state after so many changes would outlive the machine. */
    public boolean isRecorded(long executedCount) {
        return recording && gate.recordedCount() >= executedCount;
    }

    /**
     * The state after so many changes would outlive the machine, if the recorder takes it down. Until then their
     * effects are not shown, unless {@link #showUnrecorded} was called.
     */
    public void recorded(long executedCount) {
        gate.recorded(executedCount);
    }

    /**
     * The state as it is now, to be recorded in the place of all that was recorded so far; null while the state is
     * being replaced, or is not followed by the order yet.
     */
    public @Nullable Checkpoint checkpoint() {
        Configuration current = configuration();
        if (current == null || phase != Phase.SERVING) {
            return null;
        }
        return execution.checkpoint(current, member.lastTimestampMicros());
    }

    /**
     * This member has lost the state it had; to be called before the first step. It does not serve until it has got a
     * state from a member that has not.
     */
    public void beHollow() {
        hollow = true;
    }

    /** Effects may be shown before they would outlive the machine. */
    public void showUnrecorded() {
        gate.showUnrecorded();
    }

    /** The time at which the driver owes a tick, by the clock of {@code step}. */
    public long nextDeadlineNanos() {
        long next = member.nextDeadlineNanos();
        StateTransfer current = transfer;
        return current == null || inbox.nowNanos() - next >= 0
                ? next
                : current.nextDeadlineNanos(inbox.nowNanos(), next);
    }

    /** The member's regular configuration, or null before the first. */
    public @Nullable Configuration configuration() {
        return member.configuration();
    }

    /** This member. */
    public MemberId self() {
        return member.self();
    }

    /**
     * Drops all frames of these servers, and of no others, until further notice: as if the network did. For trying out
     * partitions; to be told to both sides.
     */
    public void block(Set<Long> servers) {
        bars.block(servers);
        member.lose(peer -> servers.contains(peer.server()));
    }

    /** Drops the frames of no server any more. */
    public void unblock() {
        bars.block(new TreeSet<>());
    }

    /**
     * Gives up waiting for the lives of a server that may hold a state of this history and are not in the
     * configuration: they do not count any more. Should one come back after all, it is treated as blank, and what was
     * acknowledged by it alone is lost. To be asked between steps.
     */
    public ForgetAnswer forget(long server) {
        Configuration current = configuration();
        if (current == null || phase != Phase.SERVING) {
            return ForgetAnswer.NOT_SERVING;
        }
        if (!execution.history().roster().namesAbsent(server, current)) {
            boolean present = current.members().stream().anyMatch(member -> member.server() == server);
            return present ? ForgetAnswer.PRESENT : ForgetAnswer.UNKNOWN;
        }
        submissions.control(Control.forget(server));
        return ForgetAnswer.SUBMITTED;
    }

    /** Where this replica stands. */
    public ReplicationStatus status() {
        var group = member.status();
        var counters = group.counters();
        counters.put("state-transfers", transfers);
        counters.put("state-joins", joins);
        counters.put("state-refusals", refusals);
        counters.put("history-trims", execution.forgetting().trims());
        counters.put("frames-of-the-blocked", bars.framesBlocked());
        counters.put("frames-of-the-barred", bars.framesBarred());
        counters.put("payloads-of-unknown-kind", nonsense);
        Roster roster = execution.history().roster();
        return new ReplicationStatus(
                group,
                phase,
                execution.history().context(),
                machine.stateHash(),
                gate.ready(),
                roster.members(),
                new TreeSet<>(roster.forgotten().keySet()),
                bars.refusals(),
                bars.blocked());
    }

    /** Submits a mark or a trim if one is due, or a word on a mark. */
    private void cutShort() {
        Configuration current = configuration();
        if (current != null && phase == Phase.SERVING && allReady() && !parting) {
            submissions.control(execution.forgetting().confirmation(gate.recordedCount()));
            submissions.control(execution.forgetting().due(current, self()));
        }
    }

    private boolean allReady() {
        return gate.ready().size() == gate.members();
    }

    private void enter(Delivery.Regular change) {
        execution.enter(change.configuration(), member.lastTimestampMicros());
        List<MemberId> holders = new ArrayList<>(change.continuing());
        holders.retainAll(phase == Phase.ALONE ? List.of(self()) : gate.ready());
        gate.enter(change.configuration(), holders);
        exchange = new Exchange(change.configuration());
        decision = null;
        parting = false;
        phase = Phase.EXCHANGE;
        donor = null;
        transfer = null;
        fetched = false;
        readyToJoin.clear();
        submissions.enter(change.undelivered());
        StateAnnouncement told = hollow ? execution.told().asHollow() : execution.told();
        Control.pieces(told.encode(), config.maxPayloadBytes()).forEach(submissions::control);
    }

    private void onDelivery(Delivery delivery) {
        if (delivery instanceof Delivery.Message message) {
            onOrdered(message);
        } else if (delivery instanceof Delivery.Regular regular) {
            enter(regular);
        }
    }

    private void onOrdered(Delivery.Message message) {
        switch (Control.kind(message.payload())) {
            case Control.APPLICATION, Control.MARK, Control.TRIM, Control.FORGET -> onChange(message);
            case Control.STATE -> onState(message);
            case Control.READY -> onReady(message);
            case Control.REFUSE -> onRefuse(message);
            case Control.KEPT -> execution.forgetting().kept(message.origin(), Control.number(message.payload()));
            // A member that runs another program: all skip it alike.
            default -> nonsense++;
        }
    }

    /** Something that changes the state or what is known of it. */
    private void onChange(Delivery.Message message) {
        StateTransfer current = transfer;
        if (current != null) {
            current.hold(message);
        } else if (!parting) {
            execution.execute(message, configuration());
        }
    }

    private void onState(Delivery.Message message) {
        Exchange current = exchange;
        byte[] payload = message.payload();
        if (current != null
                && current.announced(message.origin(), Control.piece(payload), Control.isLastPiece(payload))) {
            decide(current.decide(), message.slot());
        }
    }

    /** At the last announcement: the same slot, and so the same conclusion, everywhere. */
    private void decide(Decision made, long slot) {
        decision = made;
        if (made.isHollow()) {
            phase = Phase.HOLLOW;
            gate.holders(List.of());
            return;
        }
        Sides sides = Sides.of(made);
        if (sides.part()) {
            part(sides, true);
            return;
        }
        execution.roster(made.roster());
        List<StateMachine.Branch> branches = made.branches();
        int own = made.own(self());
        gate.holders(branches.get(made.side(self())).holders());
        boolean wanted = made.several() || branches.get(0).holders().size() < gate.members();
        if (wanted && own >= 0 && branches.get(own).donor().equals(self())) {
            donor = StateDonor.of(made, own, slot, machine.snapshot(), config.partBytes());
        }
        if (own >= 0 && !made.several()) {
            execution.become(made.joined());
            serve();
            return;
        }
        // Whoever is told this state may hold it, whatever becomes of the transfer.
        execution.beginReplacement(branches, own, made.known(self()));
        phase = Phase.TRANSFER;
        StateMachine.Restoration restoration = machine.restoration(branches, own, made.known(self()));
        transfer = new StateTransfer(restoration, execution.chronicle(), branches, own, slot, config.nakMaxNanos());
    }

    private void onDirect(Frame frame) {
        Configuration current = configuration();
        if (current == null || !frame.configuration().equals(current.id())) {
            return;
        }
        StateDonor source = donor;
        StateTransfer receiving = transfer;
        if (source != null && frame.message() instanceof StateRequest request) {
            source.answer(frame.sender(), request).forEach(chunk -> member.sendDirect(frame.sender(), chunk, inbox));
        } else if (receiving != null && frame.message() instanceof StateChunk chunk) {
            receiving.onChunk(frame.sender(), chunk, inbox.nowNanos());
        }
    }

    /** A step of the transfer; short, because the group waits for nobody. */
    private void work() {
        StateTransfer current = transfer;
        Decision made = decision;
        if (current == null || made == null) {
            return;
        }
        if (fetched) {
            if (!made.several()) {
                catchUp(current);
            }
            return;
        }
        try {
            fetched = current.work();
        } catch (StateTransfer.Refused e) {
            // Nothing of this configuration can be executed on the state that this member has.
            transfer = null;
            parting = true;
            phase = Phase.EXCHANGE;
            submissions.control(Control.refuse(e.branch, String.valueOf(e.getMessage())));
            return;
        }
        current.ask(inbox.nowNanos(), (to, request) -> member.sendDirect(to, request, inbox));
        if (fetched && made.several()) {
            submissions.control(Control.ready());
        } else if (fetched) {
            complete(current, made);
            catchUp(current);
        }
    }

    /** Executes what was ordered during the transfer, a part at a time; then the replica is like the others. */
    private void catchUp(StateTransfer current) {
        // More than has been ordered since the last step, lest it never catch up; and never ending within a slot: what
        // the state has executed is told by whole slots.
        int most = CATCH_UP_PAYLOADS + current.takeArrived();
        boolean within = false;
        for (int i = 0; i < most || within; i++) {
            Delivery.Message message = current.nextHeld();
            if (message == null) {
                transfer = null;
                serve();
                submissions.control(Control.ready());
                return;
            }
            execution.execute(message, configuration());
            within = current.holdsMoreOf(message.slot());
        }
    }

    private void onReady(Delivery.Message message) {
        Decision made = decision;
        if (made == null || parting) {
            return;
        }
        if (!made.several()) {
            gate.ready(message.origin());
            if (allReady()) {
                donor = null;
                bars.merged(made.members());
            }
            return;
        }
        readyToJoin.add(message.origin());
        StateTransfer joining = transfer;
        if (joining != null && readyToJoin.size() == gate.members()) {
            complete(joining, made);
            joins++;
            transfer = null;
            donor = null;
            serve();
            gate.holders(made.members());
            bars.merged(made.members());
        }
    }

    private void complete(StateTransfer done, Decision made) {
        done.complete();
        transfers++;
        execution.replaced(made.joined());
    }

    private void serve() {
        phase = Phase.SERVING;
        hollow = false;
    }

    /** A member cannot take the state of a branch: never will this exchange end, so all part. */
    private void onRefuse(Delivery.Message message) {
        Decision made = decision;
        int branch = Control.refusedBranch(message.payload());
        if (made == null || branch < 0 || branch >= made.branches().size()) {
            nonsense++;
            return;
        }
        String reason = "the state of " + made.branches().get(branch).donor() + " cannot be taken by "
                + message.origin() + ": " + Control.reason(message.payload());
        part(Sides.refused(made, message.origin(), branch, reason), made.several());
    }

    /** Bars all that are on other sides; {@code all}: nobody executes anything more in this configuration. */
    private void part(Sides sides, boolean all) {
        List<MemberId> others = sides.others(self());
        refusals++;
        bars.bar(sides.reason(), others, inbox.nowNanos());
        member.lose(others::contains);
        if (all) {
            parting = true;
            phase = Phase.EXCHANGE;
            transfer = null;
            donor = null;
        }
    }
}
