package io.ftqueue.queue.merge;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Dot;
import io.ftqueue.queue.image.ImageHead;
import io.ftqueue.queue.image.ImageSink;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.QueueImage;
import io.ftqueue.queue.image.SessionImage;
import io.ftqueue.queue.image.TextImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a component, and what it knows: everything it has ever executed, even where nothing is left of it.
 */
public final class BranchImage implements ImageSink {

    private final Context context;
    private ImageHead head = ImageHead.BLANK;
    private final List<QueueImage> queues = new ArrayList<>();
    private final Map<Long, SessionImage> sessions = new LinkedHashMap<>();
    private final Map<RequestKey, TextImage> texts = new LinkedHashMap<>();

    /** Neighbours mostly have the same configuration: what the context knows of the last one spares a look-up. */
    private ConfigurationId lastConfiguration = ConfigurationId.NONE;

    private long lastUpTo = Long.MIN_VALUE;

    /** The blank state, to become one that has executed what the context says. */
    public BranchImage(Context context) {
        this.context = context;
    }

    @Override
    public void head(ImageHead told) {
        head = told;
    }

    @Override
    public void queue(QueueImage queue) {
        queues.add(queue);
    }

    @Override
    public void session(SessionImage session) {
        sessions.put(session.clientId(), session);
    }

    @Override
    public void text(TextImage text) {
        texts.put(text.key(), text);
    }

    Context context() {
        return context;
    }

    ImageHead head() {
        return head;
    }

    /** Makes what is remembered of clients as old by the given clock as it was by the own one. */
    void setClientClock(long micros) {
        long later = micros - head.clientClockMicros();
        sessions.replaceAll((client, session) -> session.usedLater(later));
        texts.replaceAll((key, text) -> text.executedLater(later));
    }

    /** The queues, by first creation ascending. */
    List<QueueImage> queues() {
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

    /**
     * Whether the component has executed the push that brought the item, in a slot that it shares with another one or
     * in one of its own. If it does not have the item it has lost it to a pop or destroy. A session that has expired
     * cannot say: then the item counts as unknown, and at worst comes back.
     */
    boolean knows(Item item) {
        if (knowsFirstPlace(item) || knowsOtherPlace(item)) {
            return true;
        }
        var session = sessions.get(item.idHigh());
        if (session != null && session.executed().contains(item.idLow())) {
            return true;
        }
        var text = texts.isEmpty() ? null : texts.get(new RequestKey(item.idHigh(), item.idLow()));
        return text != null && text.result().code() == ResultCode.OK;
    }

    private boolean knowsFirstPlace(Item item) {
        if (!item.configuration().equals(lastConfiguration)) {
            lastConfiguration = item.configuration();
            Long upTo = context.upTo().get(lastConfiguration);
            lastUpTo = upTo == null ? Long.MIN_VALUE : upTo;
        }
        return item.slot() <= lastUpTo;
    }

    private boolean knowsOtherPlace(Item item) {
        List<Dot> others = item.otherDots();
        return others != null && others.stream().anyMatch(dot -> dot.isKnownTo(context));
    }
}
