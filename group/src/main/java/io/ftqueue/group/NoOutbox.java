package io.ftqueue.group;

import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.MemberId;

/** Stands where there is no step: nothing can be sent or delivered then. */
final class NoOutbox implements Outbox {

    @Override
    public void multicast(Frame frame) {
        throw new IllegalStateException("nothing is sent outside a step");
    }

    @Override
    public void send(MemberId to, Frame frame) {
        throw new IllegalStateException("nothing is sent outside a step");
    }

    @Override
    public void deliver(Delivery delivery) {
        throw new IllegalStateException("nothing is delivered outside a step");
    }
}
