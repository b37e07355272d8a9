package io.ftqueue.queue.merge;

import io.ftqueue.queue.image.Dot;
import io.ftqueue.queue.image.ImageHead;
import io.ftqueue.queue.image.ImageSink;
import io.ftqueue.queue.image.ItemDeque;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.QueueImage;
import java.util.ArrayList;
import java.util.Comparator;
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
 * Then the label that was created first keeps the id, and the other queue gets a new one above all, whose number
 * depends
 * on the order of the joins.
 */
public final class StateJoin {

    private final BranchImage left;
    private final BranchImage right;

    private StateJoin(BranchImage left, BranchImage right) {
        this.left = left;
        this.right = right;
    }

    /** Tells {@code sink} the join of at least two branches, of which nothing can be used any more. */
    public static void join(List<BranchImage> branches, ImageSink sink) {
        BranchImage joined = branches.get(0);
        int last = branches.size() - 1;
        for (BranchImage next : branches.subList(1, last)) {
            var join = new BranchImage(joined.context().join(next.context()));
            new StateJoin(joined, next).joinInto(join);
            joined = join;
        }
        new StateJoin(joined, branches.get(last)).joinInto(sink);
    }

    private void joinInto(ImageSink sink) {
        SortedMap<Label, ItemDeque> items = ItemJoin.join(left, right);
        SortedMap<Key, Placed> handles = joinHandles();
        addHandlesFor(items.keySet(), handles);
        long nextQueueId = Math.max(left.head().nextQueueId(), right.head().nextQueueId());
        var allocation = new IdAllocation(nextQueueId);
        SortedMap<Label, List<QueueImage.Handle>> byLabel = new TreeMap<>();
        // By creation ascending, so that of two labels with one id the first created keeps it.
        for (Placed placed : handles.values()) {
            byLabel.computeIfAbsent(placed.label, label -> new ArrayList<>()).add(allocation.place(placed));
        }
        var queues = new ArrayList<QueueImage>(byLabel.size());
        byLabel.forEach((label, list) -> {
            var queueItems = items.get(label);
            queues.add(new QueueImage(label, list, queueItems == null ? new ItemDeque() : queueItems));
        });
        queues.sort(Comparator.comparing(queue -> queue.handles().get(0).created()));
        long clock = Math.max(left.head().clientClockMicros(), right.head().clientClockMicros());
        left.setClientClock(clock);
        right.setClientClock(clock);
        long slotMicros = Math.max(left.head().slotMicros(), right.head().slotMicros());
        sink.head(new ImageHead(allocation.nextId(), clock, slotMicros));
        queues.forEach(sink::queue);
        HistoryJoin.sessions(left.sessions(), right.sessions()).forEach(sink::session);
        HistoryJoin.texts(left.texts(), right.texts()).forEach(sink::text);
    }

    private SortedMap<Key, Placed> joinHandles() {
        SortedMap<Key, Placed> lefts = handlesOf(left);
        SortedMap<Key, Placed> rights = handlesOf(right);
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
                addHandlesOf(left, label, joined);
                addHandlesOf(right, label, joined);
            }
        }
    }

    private static void addHandlesOf(BranchImage branch, Label label, SortedMap<Key, Placed> joined) {
        handlesOf(branch).forEach((created, placed) -> {
            if (placed.label.equals(label)) {
                joined.putIfAbsent(created, placed);
            }
        });
    }

    private static SortedMap<Key, Placed> handlesOf(BranchImage branch) {
        SortedMap<Key, Placed> handles = new TreeMap<>();
        for (QueueImage queue : branch.queues()) {
            for (QueueImage.Handle handle : queue.handles()) {
                handles.put(handle.created(), new Placed(queue.label(), handle));
            }
        }
        return handles;
    }

    /** A handle and the queue it names. */
    private record Placed(Label label, QueueImage.Handle handle) {}

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
