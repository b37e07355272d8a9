package io.ftqueue.group.replication;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.Outbox;
import io.ftqueue.group.Wire;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.MemberId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes what the group member has for the layer above and for the wire, during a step. */
final class Inbox implements Outbox {

    private final Consumer<Delivery> deliveries;
    private long nowNanos;
    private @Nullable Wire wire;

    Inbox(Consumer<Delivery> deliveries) {
        this.deliveries = deliveries;
    }

    void begin(long now, Wire out) {
        nowNanos = now;
        wire = out;
    }

    /** The time of the step. */
    long nowNanos() {
        return nowNanos;
    }

    @Override
    public void multicast(Frame frame) {
        Wire out = wire;
        if (out != null) {
            out.multicast(frame);
        }
    }

    @Override
    public void send(MemberId to, Frame frame) {
        Wire out = wire;
        if (out != null) {
            out.send(to, frame);
        }
    }

    @Override
    public void deliver(Delivery delivery) {
        deliveries.accept(delivery);
    }
}
