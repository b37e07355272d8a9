package io.ftqueue.group;

import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.MemberId;

/** Takes the frames that a step wants sent. */
public interface Wire {

    /** Sends a frame to every server of the group, members and strangers alike. It may be lost. */
    void multicast(Frame frame);

    /** Sends a frame to one member, never to the sender itself. It may be lost. */
    void send(MemberId to, Frame frame);
}
