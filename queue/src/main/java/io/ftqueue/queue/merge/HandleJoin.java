package io.ftqueue.queue.merge;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.Dot;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.QueueIds;
import io.ftqueue.queue.image.QueueImage;
import io.ftqueue.queue.image.QueueImage.Handle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The ids by which queues go. One stays unless every push and creation through it has been seen by a destroy: the
 * touches of a component stay if the others have them too, or have never seen them.
 */
final class HandleJoin {

    private final List<BranchImage> branches;
    private final SortedMap<Key, Placed> joined = new TreeMap<>();

    HandleJoin(List<BranchImage> branches) {
        this.branches = branches;
        for (BranchImage branch : branches) {
            for (QueueImage queue : branch.queues().values()) {
                queue.handles().forEach(handle -> add(branch, queue.label(), handle));
            }
        }
    }

    /** A handle and the queue that it names. */
    private static final class Placed {

        private final Label label;

        /** Those that no destroy has seen; and all of them. */
        private final SortedSet<Dot> touches = new TreeSet<>();

        private final SortedSet<Dot> allTouches = new TreeSet<>();
        private long id;

        private Placed(Label label) {
            this.label = label;
        }
    }

    private void add(BranchImage holder, Label label, Handle handle) {
        Placed placed = joined.computeIfAbsent(handle.created(), created -> new Placed(label));
        // The higher id: it was drawn anew in an earlier join, so that the lower one is another label's.
        placed.id = Math.max(placed.id, handle.id());
        placed.allTouches.addAll(handle.touches());
        for (Dot touch : handle.touches()) {
            if (isAlive(holder, label, handle, touch)) {
                placed.touches.add(touch);
            }
        }
    }

    private boolean isAlive(BranchImage holder, Label label, Handle handle, Dot touch) {
        Context holding = holder.branch().context();
        for (BranchImage other : branches) {
            Context context = other.branch().context();
            if (other != holder
                    && context.knows(touch.configuration(), touch.slot(), holding)
                    && !has(other, label, handle.created(), touch)) {
                return false;
            }
        }
        return true;
    }

    private static boolean has(BranchImage branch, Label label, Key created, Dot touch) {
        QueueImage queue = branch.queues().get(label);
        if (queue != null) {
            for (Handle handle : queue.handles()) {
                if (handle.created().equals(created)) {
                    return handle.touches().contains(touch);
                }
            }
        }
        return false;
    }

    /**
     * The handles by label, each label's by creation ascending.
     *
     * @param wanted labels of which items are left. A push touches the handle that it goes through, so these have one
     *     that stays, unless a context that was cut short does not tell of the push: then all stay
     */
    Map<Label, List<Handle>> byLabel(Set<Label> wanted) {
        var alive = new TreeSet<Label>();
        joined.values().stream().filter(placed -> !placed.touches.isEmpty()).forEach(placed -> alive.add(placed.label));
        joined.values().removeIf(placed -> {
            if (placed.touches.isEmpty() && wanted.contains(placed.label) && !alive.contains(placed.label)) {
                placed.touches.addAll(placed.allTouches);
            }
            return placed.touches.isEmpty();
        });
        Map<Label, List<Handle>> handles = new TreeMap<>();
        Map<Long, Label> owners = new LinkedHashMap<>();
        // By creation ascending: of two labels with one id, if that ever happens, the first created keeps it.
        joined.forEach((created, placed) -> {
            int attempt = 0;
            long id = placed.id;
            while (!owners.computeIfAbsent(id, any -> placed.label).equals(placed.label)) {
                attempt++;
                id = QueueIds.of(created, attempt);
            }
            handles.computeIfAbsent(placed.label, label -> new ArrayList<>(1))
                    .add(new Handle(created, id, List.copyOf(placed.touches)));
        });
        return handles;
    }
}
