package io.ftqueue.queue.merge;

import io.ftqueue.queue.image.Dot;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.OperationId;
import io.ftqueue.queue.image.QueueImage;
import io.ftqueue.queue.image.StateImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The join of the states of components, by the identity of items: nothing is executed again.
 *
 * <ul>
 *   <li>An item that both have stays, once, at the place of its first execution.
 *   <li>An item that one has stays unless the other has known it: then it was popped or destroyed there.
 *   <li>A queue goes if one side destroyed it and the other has neither pushed to it nor created it since.
 *   <li>There is one queue to a label. All its ids stay valid, and it is known by the lowest.
 *   <li>The items of a queue are in the order of their keys, which keeps the order of each side.
 * </ul>
 *
 * <p>Joining is commutative, associative and idempotent. There is one exception as long as components draw queue ids
 * from plain counters, and it will go with unique allocation: two components can give one id to queues of two labels.
 * Then the label that was created first keeps the id, and the other queue gets a new one above all, whose number depends
 * on the order of the joins.
 */
public final class StateJoin {

    private final BranchImage left;
    private final BranchImage right;

    private StateJoin(BranchImage left, BranchImage right) {
        this.left = left;
        this.right = right;
    }

    /** The join of at least one branch. */
    public static StateImage join(List<BranchImage> branches) {
        BranchImage joined = branches.get(0);
        for (BranchImage next : branches.subList(1, branches.size())) {
            joined = new BranchImage(joined.context().join(next.context()), new StateJoin(joined, next).join());
        }
        return joined.image();
    }

    private StateImage join() {
        SortedMap<Label, List<Item>> items = joinItems();
        SortedMap<Key, Placed> handles = joinHandles();
        addHandlesFor(items.keySet(), handles);
        long nextQueueId = Math.max(left.image().nextQueueId(), right.image().nextQueueId());
        var allocation = new IdAllocation(nextQueueId);
        SortedMap<Label, List<QueueImage.Handle>> byLabel = new TreeMap<>();
        // By creation ascending, so that of two labels with one id the first created keeps it.
        for (Placed placed : handles.values()) {
            byLabel.computeIfAbsent(placed.label, label -> new ArrayList<>()).add(allocation.place(placed));
        }
        var queues = new ArrayList<QueueImage>(byLabel.size());
        byLabel.forEach((label, list) -> queues.add(new QueueImage(label, list, sorted(items.get(label)))));
        queues.sort(Comparator.comparing(queue -> queue.handles().get(0).created()));
        return new StateImage(
                allocation.nextId(),
                queues,
                HistoryJoin.sessions(left.image().sessions(), right.image().sessions()),
                HistoryJoin.texts(left.image().texts(), right.image().texts()));
    }

    private static List<Item> sorted(@Nullable List<Item> items) {
        if (items == null) {
            return List.of();
        }
        Collections.sort(items);
        return items;
    }

    private SortedMap<Label, List<Item>> joinItems() {
        Map<OperationId, LabelledItem> rights = new LinkedHashMap<>();
        for (QueueImage queue : right.image().queues()) {
            for (Item item : queue.items()) {
                rights.put(item.id(), new LabelledItem(queue.label(), item));
            }
        }
        SortedMap<Label, List<Item>> joined = new TreeMap<>();
        for (QueueImage queue : left.image().queues()) {
            for (Item item : queue.items()) {
                var same = rights.remove(item.id());
                if (same != null) {
                    boolean mine = item.compareTo(same.item) <= 0;
                    add(joined, mine ? queue.label() : same.label, item.join(same.item));
                } else if (!right.knows(item)) {
                    add(joined, queue.label(), item);
                }
            }
        }
        for (LabelledItem labelled : rights.values()) {
            if (!left.knows(labelled.item)) {
                add(joined, labelled.label, labelled.item);
            }
        }
        return joined;
    }

    private static void add(SortedMap<Label, List<Item>> items, Label label, Item item) {
        items.computeIfAbsent(label, absent -> new ArrayList<>()).add(item);
    }

    private SortedMap<Key, Placed> joinHandles() {
        SortedMap<Key, Placed> lefts = handlesOf(left.image());
        SortedMap<Key, Placed> rights = handlesOf(right.image());
        SortedMap<Key, Placed> joined = new TreeMap<>();
        lefts.forEach((created, mine) -> {
            var its = rights.get(created);
            var touches = new TreeSet<Dot>();
            addAlive(mine.handle.touches(), its, right, touches);
            if (its != null) {
                addAlive(its.handle.touches(), mine, left, touches);
            }
            if (!touches.isEmpty()) {
                // The higher id: it was drawn anew in an earlier join, so that the lower one is another label's.
                long id = its == null ? mine.handle.id() : Math.max(mine.handle.id(), its.handle.id());
                joined.put(created, new Placed(mine.label, new QueueImage.Handle(created, id, List.copyOf(touches))));
            }
        });
        rights.forEach((created, its) -> {
            var touches = new TreeSet<Dot>();
            addAlive(its.handle.touches(), null, left, touches);
            if (!lefts.containsKey(created) && !touches.isEmpty()) {
                long id = its.handle.id();
                joined.put(created, new Placed(its.label, new QueueImage.Handle(created, id, List.copyOf(touches))));
            }
        });
        return joined;
    }

    /** Adds the touches that the other side has too, or has never seen. */
    private static void addAlive(List<Dot> touches, @Nullable Placed same, BranchImage other, TreeSet<Dot> alive) {
        for (Dot touch : touches) {
            if ((same != null && same.handle.touches().contains(touch)) || !touch.isKnownTo(other.context())) {
                alive.add(touch);
            }
        }
    }

    /**
     * Makes sure that every label with an item has a queue. A push touches the handle that it goes through, so an item
     * that stays has one that stays; the exception is one push that went to two labels under one id.
     */
    private void addHandlesFor(Iterable<Label> labels, SortedMap<Key, Placed> joined) {
        var present = new TreeSet<Label>();
        joined.values().forEach(placed -> present.add(placed.label));
        for (Label label : labels) {
            if (!present.contains(label)) {
                addHandlesOf(left.image(), label, joined);
                addHandlesOf(right.image(), label, joined);
            }
        }
    }

    private static void addHandlesOf(StateImage image, Label label, SortedMap<Key, Placed> joined) {
        handlesOf(image).forEach((created, placed) -> {
            if (placed.label.equals(label)) {
                joined.putIfAbsent(created, placed);
            }
        });
    }

    private static SortedMap<Key, Placed> handlesOf(StateImage image) {
        SortedMap<Key, Placed> handles = new TreeMap<>();
        for (QueueImage queue : image.queues()) {
            for (QueueImage.Handle handle : queue.handles()) {
                handles.put(handle.created(), new Placed(queue.label(), handle));
            }
        }
        return handles;
    }

    /** A handle and the queue it names. */
    private record Placed(Label label, QueueImage.Handle handle) {}

    /** An item and the queue it is in. */
    private record LabelledItem(Label label, Item item) {}

    /** Gives every id to one label. */
    private static final class IdAllocation {

        private final Map<Long, Label> owners = new TreeMap<>();
        private long nextId;

        IdAllocation(long nextId) {
            this.nextId = nextId;
        }

        QueueImage.Handle place(Placed placed) {
            var handle = placed.handle;
            Label owner = owners.putIfAbsent(handle.id(), placed.label);
            if (owner == null || owner.equals(placed.label)) {
                return handle;
            }
            long id = nextId++;
            owners.put(id, placed.label);
            return new QueueImage.Handle(handle.created(), id, handle.touches());
        }

        long nextId() {
            return nextId;
        }
    }
}
