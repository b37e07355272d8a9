package io.ftqueue.simulator;

import io.ftqueue.group.replication.Checkpoint;
import io.ftqueue.group.replication.Recovery;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.queue.replica.Replica;
import io.ftqueue.queue.replica.ReplicaEvent;
import io.ftqueue.queue.replica.ReplicaOutbox;
import io.ftqueue.queue.state.ExecutionListener;
import org.jspecify.annotations.Nullable;

/** The shipped replica. */
final class ReplicaProgram implements Program {

    private final Replica replica;

    ReplicaProgram(Start start) throws Recovery.BadRecordException {
        replica = new Replica(
                start.config(),
                start.self(),
                start.name(),
                start.observer(),
                start.random(),
                start.nowNanos(),
                start.wallMicros());
        Past past = start.past();
        if (past != null) {
            Recovery recovery = replica.beginRecovery();
            for (byte[] record : past.records()) {
                recovery.add(record);
            }
            replica.goOn(recovery, past.recorder(), past.waits(), past.damaged() && recovery.isBlank());
        }
    }

    @Override
    public long executedCount() {
        return replica.executedCount();
    }

    @Override
    public void recorded(long executedCount) {
        replica.recorded(executedCount);
    }

    @Override
    public @Nullable Checkpoint checkpoint() {
        return replica.checkpoint();
    }

    @Override
    public void step(long nowNanos, ReplicaEvent event, ReplicaOutbox out) {
        replica.step(nowNanos, event, out);
    }

    @Override
    public long nextDeadlineNanos() {
        return replica.nextDeadlineNanos();
    }

    @Override
    public ReplicationStatus status() {
        return replica.status().replication();
    }

    @Override
    public boolean observe(ExecutionListener listener) {
        replica.observe(listener);
        return true;
    }
}
