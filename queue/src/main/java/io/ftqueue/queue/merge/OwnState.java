package io.ftqueue.queue.merge;

import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.ItemDeque;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.Outcome;
import io.ftqueue.queue.image.PopRecord;
import io.ftqueue.queue.image.QueueImage;
import io.ftqueue.queue.image.SessionImage;
import io.ftqueue.queue.image.TextImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the own state has of that which other components leave out when they tell theirs: the items in its queues, those
 * that were popped and could go back, for others may have them in their queues, and the pops that it remembers.
 */
public final class OwnState {

    private static final ItemDeque EMPTY = new ItemDeque();

    private final Map<Label, ItemDeque> queued = new LinkedHashMap<>();
    private final Map<Label, List<Item>> popped = new LinkedHashMap<>();
    private final Set<RequestKey> noted = new LinkedHashSet<>();
    private final List<PopRecord> pops = new ArrayList<>();

    /** Adds a queue. */
    public void add(QueueImage queue) {
        queued.put(queue.label(), queue.items());
    }

    /** Adds what a client's pops have taken. */
    public void add(SessionImage session) {
        session.outcomes().forEach(this::addAll);
    }

    /** Adds what a text request has taken. */
    public void add(TextImage text) {
        addAll(text.outcomes());
    }

    private void addAll(List<Outcome> outcomes) {
        if (Outcome.areInConflict(outcomes)) {
            return;
        }
        for (Outcome outcome : outcomes) {
            Item taken = outcome.taken();
            Label from = outcome.from();
            if (taken != null && from != null && noted.add(taken.identity())) {
                popped.computeIfAbsent(from, label -> new ArrayList<>()).add(taken);
            }
        }
    }

    /** Adds a pop that it remembers. */
    public void add(PopRecord pop) {
        pops.add(pop);
    }

    /** The pops that it remembers. */
    List<PopRecord> pops() {
        return pops;
    }

    /** The labels of the queues. */
    Set<Label> labels() {
        return queued.keySet();
    }

    /** The sum of the hashes of the items in that queue. */
    long hash(Label label) {
        return queued.getOrDefault(label, EMPTY).hash();
    }

    /** The items of that label by key ascending. */
    Cursor cursor(Label label) {
        List<Item> out = new ArrayList<>(popped.getOrDefault(label, List.of()));
        out.sort(Comparator.naturalOrder());
        return new Cursor(queued.getOrDefault(label, EMPTY).iterator(), out.iterator());
    }

    /** A place between items of one label. */
    static final class Cursor {

        private final Iterator<Item> queued;
        private final Iterator<Item> popped;
        private @Nullable Item nextQueued;
        private @Nullable Item nextPopped;

        private Cursor(Iterator<Item> queued, Iterator<Item> popped) {
            this.queued = queued;
            this.popped = popped;
            nextQueued = after(queued);
            nextPopped = after(popped);
        }

        /** The next item, or null. */
        @Nullable
        Item item() {
            return isQueued() ? nextQueued : nextPopped;
        }

        /** Whether the next item is in the queue, not popped. */
        boolean isQueued() {
            Item first = nextQueued;
            return first != null && (nextPopped == null || first.compareTo(nextPopped) < 0);
        }

        void advance() {
            if (isQueued()) {
                nextQueued = after(queued);
            } else {
                nextPopped = after(popped);
            }
        }

        private static @Nullable Item after(Iterator<Item> items) {
            return items.hasNext() ? items.next() : null;
        }
    }
}
