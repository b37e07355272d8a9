package io.ftqueue.queue.merge;

import io.ftqueue.group.model.Context;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.NumberRanges;
import io.ftqueue.queue.image.SessionImage;
import io.ftqueue.queue.image.StateImage;
import io.ftqueue.queue.image.TextImage;
import java.util.Map;
import java.util.TreeMap;

/**
 * The state of a component, and what it knows: everything it has ever executed, even where nothing is left of it.
 */
public final class BranchImage {

    private final Context context;
    private final StateImage image;
    private final Map<Long, NumberRanges> executed = new TreeMap<>();
    private final Map<RequestKey, Result> texts = new TreeMap<>();

    /** The state that has executed what the context says. */
    public BranchImage(Context context, StateImage image) {
        this.context = context;
        this.image = image;
        for (SessionImage session : image.sessions()) {
            executed.put(session.clientId(), session.executed());
        }
        for (TextImage text : image.texts()) {
            texts.put(text.key(), text.result());
        }
    }

    /** What the state has executed. */
    public Context context() {
        return context;
    }

    /** The state. */
    public StateImage image() {
        return image;
    }

    /**
     * Whether the component has executed the push that brought the item, in a slot that it shares with another one or
     * in one of its own. If it does not have the item it has lost it to a pop or destroy. A session that has expired
     * cannot say: then the item counts as unknown, and at worst comes back.
     */
    boolean knows(Item item) {
        if (item.isKnownTo(context)) {
            return true;
        }
        var numbers = executed.get(item.idHigh());
        if (numbers != null && numbers.contains(item.idLow())) {
            return true;
        }
        var result = texts.get(new RequestKey(item.idHigh(), item.idLow()));
        return result != null && result.code() == ResultCode.OK;
    }
}
