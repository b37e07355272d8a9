package io.ftqueue.group;

import io.ftqueue.group.message.Message;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.ordering.PayloadSink;

/** What the order of a configuration needs of the member it serves. */
interface Lane extends PayloadSink {

    /** Sends to every server. */
    void multicast(Message message);

    /** Sends to one member. */
    void send(MemberId to, Message message);

    /** Counts something that happened. */
    void count(GroupCounter counter);

    /** A slot is about to be sent for the first time. */
    void issuing(SlotAssignment slot);

    /** All payloads of a slot have been taken. */
    void delivered(SlotAssignment slot);

    /** The wall clock at a time of the monotonic one, microseconds since 1970. */
    long wallMicros(long nowNanos);
}
