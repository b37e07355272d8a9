package io.ftqueue.examples.udp;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Position;
import io.ftqueue.group.replication.StateMachine;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Keeps what is not to be shown yet: what a payload of this member has done, and what was read of the state, until
 * enough members hold it. It sees what is executed by standing before the state machine.
 */
final class Gated implements StateMachine {

    private final StateMachine machine;
    private final MemberId self;
    private final LongSupplier executedCount;

    /** Payloads of this member that were not executed yet; they will be in the order in which they were submitted. */
    private final Queue<CompletableFuture<Void>> submitted = new ArrayDeque<>();

    private final Queue<Effect> effects = new ArrayDeque<>();

    /** Something that may be shown when so many changes of the state are held. */
    private record Effect(long executedCount, Runnable show) {}

    /**
     * Stands before a machine.
     *
     * @param executedCount how often the state has changed, the change under way included
     */
    Gated(StateMachine machine, MemberId self, LongSupplier executedCount) {
        this.machine = machine;
        this.self = self;
        this.executedCount = executedCount;
    }

    /** A payload of this member has been handed in; the future is completed when its effect may be shown. */
    void submitted(CompletableFuture<Void> done) {
        submitted.add(done);
    }

    /** Something that was learnt from the state as it is now. */
    void learnt(Runnable show) {
        effects.add(new Effect(executedCount.getAsLong(), show));
    }

    /** So many changes are held by enough members. */
    void release(long releasableCount) {
        for (Effect first = effects.peek(); first != null; first = effects.peek()) {
            if (first.executedCount() > releasableCount) {
                return;
            }
            effects.remove();
            first.show().run();
        }
    }

    @Override
    public void execute(Position position, byte[] payload) {
        machine.execute(position, payload);
        if (position.origin().equals(self)) {
            CompletableFuture<Void> done = submitted.remove();
            // Elsewhere, because what depends on it must not hold up the group.
            learnt(() -> done.completeAsync(() -> null));
        }
    }

    @Override
    public long stateHash() {
        return machine.stateHash();
    }

    @Override
    public int stateVersion() {
        return machine.stateVersion();
    }

    @Override
    public Snapshot snapshot() {
        return machine.snapshot();
    }

    @Override
    public Restoration restoration(List<Branch> branches, int own, Context known) {
        return machine.restoration(branches, own, known);
    }
}
