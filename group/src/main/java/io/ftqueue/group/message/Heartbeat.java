package io.ftqueue.group.message;

import io.ftqueue.group.model.MemberId;
import java.util.List;

/**
 * Sent at every heartbeat interval in every state: who I am, whom I hear, where I stand. Also the beacon by which
 * components find each other.
 *
 * @param number grows with every heartbeat of its sender: one that comes late says nothing new
 * @param state the sender's membership state
 * @param epoch the highest epoch its sender knows of
 * @param highestSeen the highest slot its sender has seen in its configuration
 * @param heard the members its sender hears, itself included, ascending
 * @param members the members of its sender's configuration; empty before the first
 * @param name what people call the sender
 */
public record Heartbeat(
        long number,
        MemberState state,
        long epoch,
        long highestSeen,
        List<MemberId> heard,
        List<MemberId> members,
        String name)
        implements Message {

    public Heartbeat {
        heard = List.copyOf(heard);
        members = List.copyOf(members);
    }

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onHeartbeat(frame, this);
    }
}
