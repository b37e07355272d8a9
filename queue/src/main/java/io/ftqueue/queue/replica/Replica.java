package io.ftqueue.queue.replica;

import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.model.MemberId;
import java.util.random.RandomGenerator;

/**
 * A server without its sockets: a member of the group that executes what clients send, answers them when enough members
 * hold it, and hears of nothing but through {@link #step}. One thread owns it.
 */
public final class Replica {

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
        throw new UnsupportedOperationException();
    }

    /**
     * Takes an event. Clients' operations are submitted and answers sent on ticks only, so that they are batched: the
     * driver owes a {@link ReplicaEvent#TICK} after each batch of other events and at {@link #nextDeadlineNanos()}.
     */
    public void step(long nowNanos, ReplicaEvent event, ReplicaOutbox out) {
        throw new UnsupportedOperationException();
    }

    /** The time at which the driver owes a tick, by the clock of {@link #step}. */
    public long nextDeadlineNanos() {
        throw new UnsupportedOperationException();
    }

    /** Where this replica stands. Walks all queues: for people, not for the hot path. */
    public ReplicaStatus status() {
        throw new UnsupportedOperationException();
    }
}
