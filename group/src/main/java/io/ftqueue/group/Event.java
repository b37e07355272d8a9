package io.ftqueue.group;

import io.ftqueue.group.message.Frame;

/** What can happen to a member. The driver hands events in one by one; nothing else reaches the protocol. */
public sealed interface Event permits Event.Received, Event.Submitted, Event.Tick {

    /** A frame of another member arrived (frames of its own that come back over multicast may be handed in, too). */
    record Received(Frame frame) implements Event {}

    /**
     * The layer above wants a payload ordered. Ask {@link GroupMember#accepts(int)} first.
     *
     * @param payload 1 byte to {@link GroupConfig#maxPayloadBytes()}; not to be changed afterwards
     */
    record Submitted(byte[] payload) implements Event {}

    /**
     * All input that was waiting has been handed in, or a deadline has come: issue, acknowledge, repeat what is due.
     * The driver owes one after each batch of other events, and one at {@link GroupMember#nextDeadlineNanos()}.
     */
    record Tick() implements Event {}

    /** The one tick. */
    Event TICK = new Tick();
}
