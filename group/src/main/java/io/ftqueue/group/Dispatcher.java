package io.ftqueue.group;

import io.ftqueue.group.membership.Membership;
import io.ftqueue.group.membership.Peers;
import io.ftqueue.group.message.Accept;
import io.ftqueue.group.message.Ack;
import io.ftqueue.group.message.Data;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.Install;
import io.ftqueue.group.message.Join;
import io.ftqueue.group.message.Message;
import io.ftqueue.group.message.MessageHandler;
import io.ftqueue.group.message.Nak;
import io.ftqueue.group.message.Plan;
import io.ftqueue.group.message.Propose;
import io.ftqueue.group.message.Recovered;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings every message to the part of the member that it concerns, or counts why it concerns none. */
final class Dispatcher implements MessageHandler {

    private final Peers peers;
    private final Membership membership;
    private final PauseDetector pauses;
    private final Counters counters;
    private final Supplier<@Nullable ConfigurationOrder> order;
    private long nowNanos;

    Dispatcher(
            Peers peers,
            Membership membership,
            PauseDetector pauses,
            Counters counters,
            Supplier<@Nullable ConfigurationOrder> order) {
        this.peers = peers;
        this.membership = membership;
        this.pauses = pauses;
        this.counters = counters;
        this.order = order;
    }

    /** Takes the message of a frame that has come in, or that the member has sent to itself. */
    void dispatch(Frame frame, long now) {
        nowNanos = now;
        Message message = frame.message();
        message.accept(frame, this);
    }

    @Override
    public void onData(Frame frame, Data data) {
        ConfigurationOrder current = orderOf(frame);
        if (current != null) {
            current.onData(data, nowNanos);
            membership.progressed(nowNanos);
        }
    }

    @Override
    public void onSlotAssignment(Frame frame, SlotAssignment slot) {
        ConfigurationOrder current = orderOf(frame);
        if (current != null) {
            current.onSlot(current.configuration().indexOf(frame.sender()), slot, nowNanos);
            membership.progressed(nowNanos);
        }
    }

    @Override
    public void onNak(Frame frame, Nak nak) {
        ConfigurationOrder current = orderOf(frame);
        if (current != null) {
            current.onNak(current.configuration().indexOf(frame.sender()), nak, nowNanos);
        }
    }

    @Override
    public void onAck(Frame frame, Ack ack) {
        orderOf(frame);
    }

    @Override
    public void onHeartbeat(Frame frame, Heartbeat heartbeat) {
        if (peers.heartbeat(frame.sender(), frame.configuration(), heartbeat)) {
            membership.onHeartbeat(frame, heartbeat, nowNanos);
        } else {
            counters.increment(GroupCounter.HEARTBEATS_OVERTAKEN);
        }
    }

    @Override
    public void onJoin(Frame frame, Join join) {
        if (pauses.flushing(nowNanos)) {
            counters.increment(GroupCounter.FLUSHED_AFTER_A_PAUSE);
        } else {
            membership.onJoin(frame, join, nowNanos);
        }
    }

    @Override
    public void onPropose(Frame frame, Propose propose) {
        if (pauses.flushing(nowNanos)) {
            counters.increment(GroupCounter.FLUSHED_AFTER_A_PAUSE);
        } else {
            membership.onPropose(propose, nowNanos);
        }
    }

    @Override
    public void onAccept(Frame frame, Accept accept) {
        membership.onAccept(frame, accept, nowNanos);
    }

    @Override
    public void onPlan(Frame frame, Plan plan) {
        membership.onPlan(plan, nowNanos);
    }

    @Override
    public void onRecovered(Frame frame, Recovered recovered) {
        membership.onRecovered(frame, recovered, nowNanos);
    }

    @Override
    public void onInstall(Frame frame, Install install) {
        membership.onInstall(install, nowNanos);
    }

    @Override
    public void onStateRequest(Frame frame, StateRequest request) {
        // Spoken and understood by the layer above.
    }

    @Override
    public void onStateChunk(Frame frame, StateChunk chunk) {
        // Spoken and understood by the layer above.
    }

    private @Nullable ConfigurationOrder orderOf(Frame frame) {
        ConfigurationOrder current = order.get();
        if (current != null
                && frame.configuration().equals(current.configuration().id())
                && current.configuration().indexOf(frame.sender()) >= 0) {
            return current;
        }
        counters.increment(GroupCounter.FRAMES_OF_ANOTHER_CONFIGURATION);
        return null;
    }
}
