package io.ftqueue.simulator;

import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Checkpoint;
import io.ftqueue.group.replication.Recorder;
import io.ftqueue.group.replication.Recovery;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.queue.replica.ReplicaConfig;
import io.ftqueue.queue.replica.ReplicaEvent;
import io.ftqueue.queue.replica.ReplicaOutbox;
import io.ftqueue.queue.state.ExecutionListener;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What runs in a simulated server: the real replica, or in some tests a lower layer of it alone. */
interface Program {

    void step(long nowNanos, ReplicaEvent event, ReplicaOutbox out);

    long nextDeadlineNanos();

    ReplicationStatus status();

    /** Lets someone hear what is executed, if that is possible; to be called before the first step. */
    default boolean observe(ExecutionListener listener) {
        return false;
    }

    /** How many payloads it has executed. */
    default long executedCount() {
        return 0;
    }

    /** What was executed by that many payloads would outlive the machine. */
    default void recorded(long executedCount) {}

    /** The state as it is now, as records; null while there can be none. */
    default @Nullable Checkpoint checkpoint() {
        return null;
    }

    /** Starts a program. */
    interface Factory {
        Program start(Start start) throws Recovery.BadRecordException;
    }

    /**
     * What an earlier life has left on disk; see {@link io.ftqueue.queue.replica.Replica#recover}.
     *
     * @param records all that was recorded
     * @param recorder takes down what comes from now on
     * @param waits whether answers wait for the disk
     * @param damaged whether something was set aside because it was damaged
     */
    record Past(List<byte[]> records, Recorder recorder, boolean waits, boolean damaged) {}

    /** What a program is started with; see {@link io.ftqueue.queue.replica.Replica}. */
    record Start(
            ReplicaConfig config,
            MemberId self,
            String name,
            GroupObserver observer,
            RandomGenerator random,
            long nowNanos,
            long wallMicros,
            @Nullable Past past) {}
}
