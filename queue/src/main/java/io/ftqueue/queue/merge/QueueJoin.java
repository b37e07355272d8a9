package io.ftqueue.queue.merge;

import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.ItemDeque;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.QueueImage;
import io.ftqueue.queue.image.QueueImage.Handle;
import io.ftqueue.queue.merge.MergeReport.QueueReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The queues of the joined state, made of the items that stay; and the count of what became of the others. */
final class QueueJoin {

    private final List<BranchImage> branches;
    private final ItemJoin items;
    private final Map<Label, Building> built = new LinkedHashMap<>();
    private @Nullable Map<Label, List<LimboItem>> visible;
    private int part;
    private int place;
    private List<QueueImage> joined = List.of();

    QueueJoin(List<BranchImage> branches, ItemJoin items) {
        this.branches = branches;
        this.items = items;
    }

    /** A queue that is being built. */
    private static final class Building {

        private final ItemDeque items = new ItemDeque();
        private final LeaseJoin leases;
        private final long[] brought;
        private final long[] removed;
        private final List<LimboItem> popped;
        private final Set<RequestKey> returned = new LinkedHashSet<>();
        private int nextPopped;
        private long common;

        /** No item with a higher key was removed by any component or by the join. */
        private Key removedUpTo;

        private Building(int sides, LeaseJoin leases, Key removedUpTo, List<LimboItem> popped) {
            this.leases = leases;
            this.brought = new long[sides];
            this.removed = new long[sides];
            this.removedUpTo = removedUpTo;
            this.popped = popped;
        }

        private void add(Item item) {
            items.add(item);
            leases.keep(item);
        }

        private boolean isUnchanged() {
            return LongStream.of(brought).sum() + LongStream.of(removed).sum() + returned.size() == 0;
        }
    }

    /** Goes on for about so many items; true when all queues are there. */
    boolean step(LimboJoin limbo, int count) {
        Map<Label, List<LimboItem>> popped = visible;
        if (popped == null) {
            popped = visibleByLabel(limbo);
            visible = popped;
            // A queue can have nothing but items that come back.
            place = items.parts().isEmpty() ? 0 : items.parts().get(0).from();
        }
        int rest = count;
        while (rest > 0 && part < items.parts().size()) {
            ItemJoin.Part current = items.parts().get(part);
            Building building = building(current.label(), popped);
            int before = Math.min(current.before(), place + rest);
            rest -= before - place + 1;
            for (; place < before; place++) {
                add(building, place);
            }
            if (place == current.before()) {
                addPopped(building, null);
                part++;
            }
        }
        if (part < items.parts().size()) {
            return false;
        }
        joined = withHandles();
        return true;
    }

    private Building building(Label label, Map<Label, List<LimboItem>> popped) {
        return built.computeIfAbsent(label, any -> {
            var building = new Building(
                    branches.size(),
                    new LeaseJoin(branches, label),
                    removedUpTo(label),
                    popped.getOrDefault(label, List.of()));
            for (int i = 0; i < branches.size(); i++) {
                QueueImage queue = branches.get(i).queues().get(label);
                // What was left out and is not here was taken here, for good.
                building.removed[i] = queue == null ? 0 : items.goneHere(queue, i);
            }
            return building;
        });
    }

    private static Map<Label, List<LimboItem>> visibleByLabel(LimboJoin limbo) {
        Map<Label, List<LimboItem>> byLabel = new LinkedHashMap<>();
        for (LimboItem popped : limbo.all()) {
            byLabel.computeIfAbsent(popped.label, label -> new ArrayList<>()).add(popped);
        }
        byLabel.values().forEach(list -> list.sort(Comparator.comparing(popped -> popped.item)));
        return byLabel;
    }

    /** Where there is no such queue it was destroyed, or never seen, with everything in it. */
    private Key removedUpTo(Label label) {
        Key removed = Key.endOf(0);
        for (BranchImage branch : branches) {
            QueueImage queue = branch.queues().get(label);
            Key its = queue == null ? Key.endOf(branch.head().slotMicros()) : queue.removedUpTo();
            removed = Key.max(removed, its);
        }
        return removed;
    }

    private void add(Building building, int at) {
        Item item = items.item(at);
        if (item == null) {
            return;
        }
        addPopped(building, item);
        long mask = items.mask(at);
        if (items.knownElsewhere(at) != 0) {
            noteRemoved(building, item, mask);
            return;
        }
        building.add(item);
        count(building, mask);
    }

    private void count(Building building, long mask) {
        if (mask == items.all()) {
            building.common++;
            return;
        }
        countSides(building.brought, mask);
    }

    private static void countSides(long[] counts, long mask) {
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            counts[Long.numberOfTrailingZeros(rest)]++;
        }
    }

    private void noteRemoved(Building building, Item item, long mask) {
        countSides(building.removed, mask);
        Key key = item.otherPlaces() == null ? item.key() : Key.endOf(latestMicros());
        building.removedUpTo = Key.max(building.removedUpTo, key);
    }

    private long latestMicros() {
        long latest = 0;
        for (BranchImage branch : branches) {
            latest = Math.max(latest, branch.head().slotMicros());
        }
        return latest;
    }

    /** Adds what is in the queue, or comes back, of the items that somebody has popped, up to that item. */
    private void addPopped(Building building, @Nullable Item upTo) {
        while (building.nextPopped < building.popped.size()) {
            LimboItem popped = building.popped.get(building.nextPopped);
            if (upTo != null && popped.item.compareTo(upTo) > 0) {
                return;
            }
            building.nextPopped++;
            if (!popped.isVisible()) {
                if (popped.liveMask != 0) {
                    noteRemoved(building, popped.item, popped.liveMask);
                }
                continue;
            }
            building.add(popped.item);
            if (popped.mask == popped.liveMask) {
                count(building, popped.liveMask);
            } else {
                building.returned.add(popped.item.identity());
            }
        }
    }

    /** By first creation ascending. */
    List<QueueImage> joined() {
        return joined;
    }

    private List<QueueImage> withHandles() {
        var wanted = new TreeSet<Label>();
        built.forEach((label, building) -> {
            if (building.items.size() > 0) {
                wanted.add(label);
            }
        });
        Map<Label, List<Handle>> handles = new HandleJoin(branches).byLabel(wanted);
        List<QueueImage> queues = new ArrayList<>();
        handles.forEach((label, list) -> {
            Building building = building(label, Collections.emptyMap());
            queues.add(new QueueImage(label, list, building.removedUpTo, building.items, building.leases.kept()));
        });
        queues.sort(Comparator.comparing(queue -> queue.handles().get(0).created()));
        return queues;
    }

    /** What became of the queues. */
    MergeReport report(PopJoin pops) {
        Map<Label, Long> ids = new LinkedHashMap<>();
        joined.forEach(queue -> ids.put(queue.label(), queue.id()));
        Map<Label, List<MergeReport.Duplicate>> duplicates = pops.duplicates();
        pops.returned().forEach((label, returned) -> {
            Building building = building(label, Collections.emptyMap());
            building.returned.addAll(returned);
        });
        List<QueueReport> reports = new ArrayList<>();
        var labels = new TreeSet<Label>(built.keySet());
        labels.addAll(duplicates.keySet());
        for (Label label : labels) {
            QueueReport one =
                    report(label, ids.getOrDefault(label, 0L), duplicates.getOrDefault(label, List.of()), pops);
            if (one != null) {
                reports.add(one);
            }
        }
        List<List<MemberId>> sides =
                branches.stream().map(branch -> branch.branch().holders()).toList();
        return new MergeReport(sides, reports);
    }

    private @Nullable QueueReport report(Label label, long id, List<MergeReport.Duplicate> duplicates, PopJoin pops) {
        Building building = building(label, Collections.emptyMap());
        // Of what only a member that is behind has, the others know nothing.
        long with = branches.stream()
                .filter(branch -> branch.queues().containsKey(label))
                .count();
        boolean same = with == 0 || with == branches.size();
        if (building.isUnchanged() && duplicates.isEmpty() && same) {
            return null;
        }
        int listed = Math.min(MergeReport.MAX_LISTED, duplicates.size());
        return new QueueReport(
                id,
                label.bytes(),
                LongStream.of(building.brought).boxed().toList(),
                building.common,
                LongStream.of(building.removed).boxed().toList(),
                building.returned.size(),
                building.returned.stream().limit(MergeReport.MAX_LISTED).toList(),
                duplicates.size(),
                pops.mayHaveForgotten(),
                duplicates.subList(0, listed));
    }
}
