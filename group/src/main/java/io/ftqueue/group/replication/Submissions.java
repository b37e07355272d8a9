package io.ftqueue.group.replication;

import io.ftqueue.group.Event;
import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.GroupMember;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be submitted: client operations, which are admitted at any time and ordered only when the states are
 * equal, and control messages that arose within a step.
 */
final class Submissions {

    private final GroupConfig config;
    private final GroupMember member;
    private final Inbox inbox;
    private final Waiting waiting = new Waiting();
    private final ArrayDeque<byte[]> control = new ArrayDeque<>();

    Submissions(GroupConfig config, GroupMember member, Inbox inbox) {
        this.config = config;
        this.member = member;
        this.inbox = inbox;
    }

    /** The largest payload of a client, in bytes. */
    int maxPayloadBytes() {
        return config.maxPayloadBytes() - Control.KIND_BYTES;
    }

    /** Whether a payload of that many bytes may be added now. */
    boolean accepts(int payloadBytes, boolean serving) {
        return (serving && waiting.isEmpty())
                ? member.accepts(payloadBytes + Control.KIND_BYTES)
                : waiting.bytes() + payloadBytes <= config.originWindowBytes();
    }

    /** Adds a payload of a client. */
    void add(byte[] payload) {
        if (payload.length == 0 || payload.length > maxPayloadBytes()) {
            throw new IllegalArgumentException(
                    "a payload has 1 to " + maxPayloadBytes() + " bytes, not " + payload.length);
        }
        waiting.add(Control.application(payload));
    }

    /** Adds a control message, if there is one. */
    void control(byte @Nullable [] message) {
        if (message != null) {
            control.add(message);
        }
    }

    /** In a new configuration, what was submitted in the last one and not ordered there comes first. */
    void enter(List<byte[]> undelivered) {
        control.clear();
        waiting.requeue(undelivered);
    }

    /**
     * Submits all that may be.
     *
     * @param serving whether the states are equal
     * @param ticked whether this is the end of a tick, after which nothing else would send what was submitted
     */
    void submit(boolean serving, boolean ticked) {
        boolean submitted = !control.isEmpty();
        for (byte[] message = control.poll(); message != null; message = control.poll()) {
            member.step(inbox.nowNanos(), new Event.Submitted(message), inbox);
        }
        int before = waiting.size();
        while (serving && !waiting.isEmpty() && member.accepts(waiting.firstBytes())) {
            byte[] framed = waiting.poll();
            if (framed != null) {
                member.step(inbox.nowNanos(), new Event.Submitted(framed), inbox);
            }
        }
        if (ticked && (submitted || waiting.size() < before)) {
            member.step(inbox.nowNanos(), Event.TICK, inbox);
        }
    }
}
