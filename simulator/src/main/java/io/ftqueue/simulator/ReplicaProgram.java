package io.ftqueue.simulator;

import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.queue.replica.Replica;
import io.ftqueue.queue.replica.ReplicaEvent;
import io.ftqueue.queue.replica.ReplicaOutbox;
import io.ftqueue.queue.state.ExecutionListener;

/** The shipped replica. */
final class ReplicaProgram implements Program {

    private final Replica replica;

    ReplicaProgram(Start start) {
        replica = new Replica(
                start.config(),
                start.self(),
                start.name(),
                start.observer(),
                start.random(),
                start.nowNanos(),
                start.wallMicros());
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
