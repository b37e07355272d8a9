package io.ftqueue.simulator;

import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.queue.replica.ReplicaConfig;
import io.ftqueue.queue.replica.ReplicaEvent;
import io.ftqueue.queue.replica.ReplicaOutbox;
import io.ftqueue.queue.state.ExecutionListener;
import java.util.random.RandomGenerator;

/** What runs in a simulated server: the real replica, or in some tests a lower layer of it alone. */
interface Program {

    void step(long nowNanos, ReplicaEvent event, ReplicaOutbox out);

    long nextDeadlineNanos();

    ReplicationStatus status();

    /** Lets someone hear what is executed, if that is possible; to be called before the first step. */
    default boolean observe(ExecutionListener listener) {
        return false;
    }

    /** Starts a program. */
    interface Factory {
        Program start(Start start);
    }

    /** What a program is started with; see {@link io.ftqueue.queue.replica.Replica}. */
    record Start(
            ReplicaConfig config,
            MemberId self,
            String name,
            GroupObserver observer,
            RandomGenerator random,
            long nowNanos,
            long wallMicros) {}
}
