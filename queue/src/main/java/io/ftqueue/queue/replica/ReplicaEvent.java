package io.ftqueue.queue.replica;

import io.ftqueue.group.message.Frame;

/** What can happen to a replica. */
public sealed interface ReplicaEvent permits ReplicaEvent.GroupFrame, ReplicaEvent.ClientDatagram, ReplicaEvent.Tick {

    /**
     * A frame of another member arrived.
     *
     * @param frame the frame, decoded by the driver
     */
    record GroupFrame(Frame frame) implements ReplicaEvent {}

    /**
     * A client's datagram arrived: the native protocol or the text protocol, or neither.
     *
     * @param from who sent it
     * @param bytes all of it; not to be changed
     * @param toGroup whether it was sent to the group address, so that other servers have it, too
     */
    record ClientDatagram(ClientAddress from, byte[] bytes, boolean toGroup) implements ReplicaEvent {}

    /** All input that was waiting has been handed in, or the deadline has come; see {@link Replica#step}. */
    record Tick() implements ReplicaEvent {}

    /** The one tick. */
    ReplicaEvent TICK = new Tick();
}
