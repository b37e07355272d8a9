package io.ftqueue.group.replication;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A replica's state and what is known of it: all that changes either goes through here, and is recorded. */
final class Execution {

    private final StateMachine machine;
    private final Chronicle chronicle;
    private final History history;
    private final Forgetting forgetting;
    private final ReplyGate gate;

    /**
     * Goes on from what earlier lives have recorded.
     *
     * @param gate is told of every change
     */
    Execution(StateMachine machine, Recorder recorder, Recovery recovery, ReplyGate gate, int markAbove) {
        this.machine = machine;
        this.gate = gate;
        this.chronicle = new Chronicle(recorder);
        if (recovery.endsWithinSlot()) {
            chronicle.abandoned();
        }
        this.history = recovery.history();
        this.forgetting = new Forgetting(history, markAbove);
    }

    Chronicle chronicle() {
        return chronicle;
    }

    History history() {
        return history;
    }

    Forgetting forgetting() {
        return forgetting;
    }

    /** What there is to say of the state, as it was when the configuration began. */
    StateAnnouncement told() {
        return history.announcement(machine.stateVersion(), machine.stateHash());
    }

    void enter(Configuration configuration, long timestampMicros) {
        history.enter(configuration.id(), machine.stateHash());
        chronicle.entered(configuration, timestampMicros);
        forgetting.enter();
    }

    /** Executes what was ordered in a configuration. */
    void execute(Delivery.Message message, @Nullable Configuration current) {
        if (current == null) {
            return;
        }
        byte[] payload = message.payload();
        long slot = message.slot();
        chronicle.executed(message);
        if (Control.kind(payload) != Control.APPLICATION) {
            gate.executed(slot);
            forgetting.execute(payload, current, slot, gate.executedCount());
            return;
        }
        history.executed(slot);
        gate.executed(slot);
        Position position = new Position(
                message.configuration(), slot, message.index(), message.timestampMicros(), message.origin());
        machine.execute(position, Control.body(payload));
    }

    /** To be called when no slot is executed in part. */
    void endStep() {
        chronicle.whole();
    }

    /** These may hold a state of the history from now on. */
    void roster(Roster roster) {
        history.roster(roster);
    }

    /** The state is the one that was agreed on. */
    void become(History.Past joined) {
        history.become(joined);
        chronicle.history(told());
    }

    /** The state is going to be replaced. Whoever is told this one may hold it, whatever becomes of the transfer. */
    void beginReplacement(List<StateMachine.Branch> branches, int own, Context known) {
        chronicle.history(told());
        chronicle.branches(branches, own, known);
    }

    /** The state was replaced. What others have executed may be told, too, when it is held and recorded. */
    void replaced(History.Past joined) {
        gate.replaced();
        history.become(joined);
        chronicle.replaced(told());
    }

    Checkpoint checkpoint(Configuration current, long timestampMicros) {
        StateAnnouncement now = history.now(machine.stateVersion(), machine.stateHash());
        return Chronicle.checkpoint(now, current, timestampMicros, machine.snapshot());
    }
}
