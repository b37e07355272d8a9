package io.ftqueue.queue.replica;

import io.ftqueue.group.message.Frame;
import java.util.List;

/** What can happen to a replica. */
public sealed interface ReplicaEvent
        permits ReplicaEvent.GroupFrame,
                ReplicaEvent.ClientDatagram,
                ReplicaEvent.Split,
                ReplicaEvent.Heal,
                ReplicaEvent.Tick {

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

    /**
     * A person wants the network to look split: frames of servers in other sets than the own one are not heard.
     *
     * @param sets which servers go together, by their numbers; those that are in none form one more set
     */
    record Split(List<List<Long>> sets) implements ReplicaEvent {
        public Split {
            sets = sets.stream().map(List::copyOf).toList();
        }
    }

    /** A person wants everybody to be heard again, whoever has split the group. */
    record Heal() implements ReplicaEvent {}

    /** All input that was waiting has been handed in, or the deadline has come; see {@link Replica#step}. */
    record Tick() implements ReplicaEvent {}

    /** The one tick. */
    ReplicaEvent TICK = new Tick();
}
