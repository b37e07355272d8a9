package io.ftqueue.queue.state;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.replication.StateMachine;
import io.ftqueue.queue.image.ImageHead;
import io.ftqueue.queue.image.ImageWriter;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.PopRecord;
import io.ftqueue.queue.image.QueueImage;
import io.ftqueue.queue.image.SessionImage;
import io.ftqueue.queue.image.StateImage;
import io.ftqueue.queue.image.TextImage;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state as it was at some time; what is large in it is shared with the state in use. */
final class StateSnapshot implements StateMachine.Snapshot {

    private final ImageHead head;
    private final List<QueueImage> queues;
    private final List<Session> sessions;
    private final List<TextHistory.TextSnapshot> texts;
    private final PopLog pops;
    private final LimboSnapshot limbo;

    StateSnapshot(
            ImageHead head,
            List<QueueImage> queues,
            List<Session> sessions,
            List<TextHistory.TextSnapshot> texts,
            PopLog pops,
            LimboSnapshot limbo) {
        this.head = head;
        this.queues = queues;
        this.sessions = sessions;
        this.texts = texts;
        this.pops = pops;
        this.limbo = limbo;
    }

    @Override
    public StateMachine.Image image(Context known) {
        return image(known, Context.BLANK);
    }

    @Override
    public StateMachine.Image image(Context known, Context holder) {
        return new ImageWriter(toImage(), holder, known);
    }

    ImageHead head() {
        return head;
    }

    List<QueueImage> queues() {
        return queues;
    }

    Iterator<SessionImage> sessions() {
        return sessions.stream().map(session -> session.toImage(limbo)).iterator();
    }

    Iterator<TextImage> texts() {
        return texts.stream().map(text -> text.toImage(limbo)).iterator();
    }

    Iterator<PopRecord> pops() {
        return pops.iterator();
    }

    @Nullable
    Key popsForgottenUpTo() {
        return pops.forgottenUpTo();
    }

    private StateImage toImage() {
        return new StateImage(head, queues.iterator(), sessions(), texts(), pops(), popsForgottenUpTo());
    }
}
