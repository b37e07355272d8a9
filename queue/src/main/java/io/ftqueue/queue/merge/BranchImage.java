package io.ftqueue.queue.merge;

import io.ftqueue.group.replication.StateMachine.Branch;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.ImageHead;
import io.ftqueue.queue.image.ImageSink;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.Outcome;
import io.ftqueue.queue.image.PopRecord;
import io.ftqueue.queue.image.QueueImage;
import io.ftqueue.queue.image.SessionImage;
import io.ftqueue.queue.image.TextImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of a component as far as it was told. */
public final class BranchImage implements ImageSink {

    private final Branch branch;
    private ImageHead head = ImageHead.BLANK;
    private final Map<Label, QueueImage> queues = new LinkedHashMap<>();
    private final Map<Long, SessionImage> sessions = new LinkedHashMap<>();
    private final Map<RequestKey, TextImage> texts = new LinkedHashMap<>();
    private final List<PopRecord> pops = new ArrayList<>();

    private @Nullable Key popsForgottenUpTo;
    private @Nullable SessionImage lastSession;

    /** Of which nothing has been told. */
    public BranchImage(Branch branch) {
        this.branch = branch;
    }

    @Override
    public void head(ImageHead told) {
        head = told;
    }

    @Override
    public void queue(QueueImage queue) {
        queues.put(queue.label(), queue);
    }

    @Override
    public void session(SessionImage session) {
        sessions.put(session.clientId(), session);
    }

    @Override
    public void text(TextImage text) {
        texts.put(text.key(), text);
    }

    @Override
    public void pop(PopRecord pop) {
        pops.add(pop);
    }

    @Override
    public void popsForgotten(Key upTo) {
        popsForgottenUpTo = upTo;
    }

    Branch branch() {
        return branch;
    }

    ImageHead head() {
        return head;
    }

    /** By label; by first creation ascending. */
    Map<Label, QueueImage> queues() {
        return queues;
    }

    /** By client; least recently used first. */
    Map<Long, SessionImage> sessions() {
        return sessions;
    }

    /** By key; first executed first. */
    Map<RequestKey, TextImage> texts() {
        return texts;
    }

    /** By place ascending. */
    List<PopRecord> pops() {
        return pops;
    }

    /** Up to which place no pop is remembered; null if all are. */
    @Nullable
    Key popsForgottenUpTo() {
        return popsForgottenUpTo;
    }

    /**
     * Whether the component is known to have executed the push that brought the item, in a slot of its own. A session
     * that has expired cannot say: then the item counts as unknown, and at worst comes back.
     */
    boolean hasExecuted(Item item) {
        SessionImage session = lastSession;
        if (session == null || session.clientId() != item.idHigh()) {
            session = sessions.get(item.idHigh());
            if (session == null) {
                return hasExecutedText(item);
            }
            lastSession = session;
        }
        return session.executed().contains(item.idLow()) || hasExecutedText(item);
    }

    private boolean hasExecutedText(Item item) {
        TextImage text = texts.isEmpty() ? null : texts.get(item.identity());
        if (text == null) {
            return false;
        }
        for (Outcome outcome : text.outcomes()) {
            if (outcome.result().code() == ResultCode.OK) {
                return true;
            }
        }
        return false;
    }

    /** The part that sessions have in the hash of the state. */
    long sessionsHash() {
        long hash = 0;
        for (SessionImage session : sessions.values()) {
            hash += session.stateHash();
        }
        return hash;
    }

    /** The part that text requests have in the hash of the state. */
    long textsHash() {
        long hash = 0;
        for (RequestKey key : texts.keySet()) {
            hash += key.stateHash();
        }
        return hash;
    }
}
