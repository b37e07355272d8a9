package io.ftqueue.queue.merge;

import io.ftqueue.group.model.Context;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.ItemDeque;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.KnownSlots;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.QueueImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The items of all components in the order of their keys, each with the components that have it and those that have
 * executed its push; found in short steps. The sources are the own state, which has the items that others have left
 * out, and what each of the others has told.
 */
final class ItemJoin {

    private static final ItemDeque EMPTY = new ItemDeque();

    private final List<BranchImage> branches;

    /** The components as bits. */
    private final long all;

    private final int own;
    private final OwnState ownState;

    /** What the components know of the own state, and of each other. */
    private final KnownSlots[] ofOwn;

    private final KnownSlots[][] ofBranch;

    /** By label and component: the items that it has left out and that were found. */
    private final Map<Label, Found[]> found = new LinkedHashMap<>();

    private final Iterator<Label> labels;
    private final List<Part> parts = new ArrayList<>();
    private @Nullable PartMerge merging;

    /** The merged queues in a row; an item that is another one's copy becomes null. */
    private @Nullable Item[] items = new @Nullable Item[64];

    private long[] masks = new long[64];
    private long[] known = new long[64];
    private int length;

    /**
     * A join that is to be done.
     *
     * @param own which of the components has the own state; -1 if none has
     * @param ownContext what the own state has executed
     */
    ItemJoin(List<BranchImage> branches, int own, Context ownContext, OwnState ownState, Iterator<Label> labels) {
        this.branches = branches;
        this.own = own;
        this.ownState = ownState;
        this.labels = labels;
        int count = branches.size();
        all = count == Long.SIZE ? -1 : (1L << count) - 1;
        ofOwn = new KnownSlots[count];
        ofBranch = new KnownSlots[count][count];
        for (int i = 0; i < count; i++) {
            Context knower = branches.get(i).branch().context();
            ofOwn[i] = new KnownSlots(knower, ownContext);
            for (int holder = 0; holder < count; holder++) {
                ofBranch[i][holder] =
                        new KnownSlots(knower, branches.get(holder).branch().context());
            }
        }
    }

    /** Items that a component has left out, and that were found in the own state. */
    private static final class Found {
        private long count;
        private long hash;
    }

    /** The items of a label: where they are in the row. */
    record Part(Label label, int from, int before) {}

    /** Goes on for about so many items; true when all are there. */
    boolean step(int count) {
        int before = length + count;
        while (length < before) {
            PartMerge current = merging;
            if (current == null) {
                if (!labels.hasNext()) {
                    return true;
                }
                current = new PartMerge(labels.next());
                merging = current;
            }
            if (!current.next()) {
                parts.add(new Part(current.label, current.from, length));
                merging = null;
            }
        }
        return false;
    }

    /** The components as bits. */
    long all() {
        return all;
    }

    /** By label ascending, when all are there. */
    List<Part> parts() {
        return parts;
    }

    int length() {
        return length;
    }

    /** An item in the row; null if it is another one's copy, or was taken out. */
    @Nullable
    Item item(int place) {
        return items[place];
    }

    /** The components that have the item, as bits. */
    long mask(int place) {
        return masks[place];
    }

    /** The components that do not have the item and have executed its push, as bits. */
    long knownElsewhere(int place) {
        return known[place] & ~masks[place] & all;
    }

    /** Takes out an item. */
    void remove(int place) {
        items[place] = null;
    }

    /** The components that have executed an item's push in a slot, as far as their contexts tell; as bits. */
    long knownTo(int holder, Item item) {
        return knownOf(item, holder) | 1L << holder;
    }

    /** Notes which components have executed the item's push in slots of their own; true if there are any. */
    boolean noteExecuted(int place) {
        Item item = items[place];
        long unknown = all & ~masks[place] & ~known[place];
        if (item == null || unknown == 0) {
            return false;
        }
        long executed = executedBy(item, unknown);
        known[place] |= executed;
        return executed != 0;
    }

    /** Of these components those that have executed the item's push in slots of their own. */
    long executedBy(Item item, long candidates) {
        long executed = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1) {
            int branch = Long.numberOfTrailingZeros(rest);
            if (branches.get(branch).hasExecuted(item)) {
                executed |= 1L << branch;
            }
        }
        return executed;
    }

    /** Makes two copies of one item one, at the first place. */
    void unite(int place, int otherPlace) {
        Item item = items[place];
        Item other = items[otherPlace];
        if (item == null || other == null) {
            return;
        }
        boolean first = item.compareTo(other) <= 0;
        int stays = first ? place : otherPlace;
        int goes = first ? otherPlace : place;
        items[stays] = item.join(other);
        masks[stays] |= masks[goes];
        known[stays] |= known[goes];
        items[goes] = null;
    }

    /** The sum of the hashes of the items in that queue of the component. */
    long itemsHash(QueueImage queue, int branch) {
        return branch == own ? ownState.hash(queue.label()) : queue.items().hash() + queue.untoldHash();
    }

    /**
     * How many items of that queue the component has left out that are not here any more: they were taken here for
     * good. A negative number says that it cannot be what the component has left out.
     */
    long goneHere(QueueImage queue, int branch) {
        Found[] ofLabel = found.get(queue.label());
        long foundHere = ofLabel == null ? 0 : ofLabel[branch].count;
        boolean same =
                foundHere != queue.untoldCount() || ofLabel == null || ofLabel[branch].hash == queue.untoldHash();
        return same ? queue.untoldCount() - foundHere : -1;
    }

    private void noteFound(Label label, int branch, Item item) {
        Found[] ofLabel = found.computeIfAbsent(label, any -> {
            var each = new Found[branches.size()];
            Arrays.setAll(each, i -> new Found());
            return each;
        });
        ofLabel[branch].count++;
        ofLabel[branch].hash += item.contentHash();
    }

    private long knownOf(Item item, int holder) {
        long bits = 0;
        for (int i = 0; i < branches.size(); i++) {
            KnownSlots slots = ofBranch[i][holder];
            boolean knows = slots.contain(item.configuration(), item.slot());
            List<Key> others = item.otherPlaces();
            if (!knows && others != null) {
                for (Key place : others) {
                    knows |= slots.contain(place.configuration(), place.slot());
                }
            }
            bits |= knows ? 1L << i : 0;
        }
        return bits;
    }

    private void place(Item item, long mask, long knownTo) {
        if (length == items.length) {
            grow();
        }
        items[length] = item;
        masks[length] = mask;
        known[length] = knownTo;
        length++;
    }

    private void grow() {
        int capacity = length * 2;
        items = Arrays.copyOf(items, capacity);
        masks = Arrays.copyOf(masks, capacity);
        known = Arrays.copyOf(known, capacity);
    }

    /** The queues of one label, being merged. */
    private final class PartMerge {

        private final Label label;
        private final int from = length;
        private final List<Iterator<Item>> told = new ArrayList<>();
        private final @Nullable Item[] heads;
        private final OwnState.Cursor mine;

        /** By component: up to where it has removed items; null if it has no such queue. */
        private final @Nullable Key[] removedUpTo;

        /** By component: the own item as the component has it that has left it out. */
        private final @Nullable Item[] foundCopies = new @Nullable Item[branches.size()];

        /** By component: the items that it has told and that have several places. */
        private final List<Set<RequestKey>> toldSeveralPlaces = new ArrayList<>();

        PartMerge(Label label) {
            this.label = label;
            int count = branches.size();
            heads = new @Nullable Item[count];
            removedUpTo = new @Nullable Key[count];
            for (int i = 0; i < count; i++) {
                QueueImage queue = i == own ? null : branches.get(i).queues().get(label);
                told.add(queue == null ? EMPTY.iterator() : queue.items().iterator());
                heads[i] = nextOf(told.get(i));
                removedUpTo[i] = queue == null ? null : queue.removedUpTo();
                toldSeveralPlaces.add(queue == null ? Collections.emptySet() : withSeveralPlaces(queue.items()));
            }
            mine = ownState.cursor(label);
        }

        /** Places the item with the lowest key; false if there is none. */
        boolean next() {
            Item lowest = mine.item();
            for (Item head : heads) {
                if (head != null && (lowest == null || head.compareTo(lowest) < 0)) {
                    lowest = head;
                }
            }
            if (lowest == null) {
                return false;
            }
            Item joined = lowest;
            long mask = 0;
            long knownTo = 0;
            for (int i = 0; i < heads.length; i++) {
                Item head = heads[i];
                if (head != null && head.compareTo(lowest) == 0) {
                    joined = joined.join(head);
                    mask |= 1L << i;
                    knownTo |= needsKnown(mask) ? knownOf(head, i) : 0;
                    heads[i] = nextOf(told.get(i));
                }
            }
            Item my = mine.item();
            if (my != null && my.compareTo(lowest) == 0) {
                joined = joined.join(my);
                long untold = findUntold(my, mask);
                boolean inMyQueue = own >= 0 && mine.isQueued();
                mask |= untold | (inMyQueue ? 1L << own : 0);
                if (needsKnown(mask)) {
                    knownTo |= knownWhereFound(untold) | (inMyQueue ? knownOf(my, own) : 0);
                }
                mine.advance();
            }
            if (mask != 0) {
                place(joined, mask, knownTo);
            }
            return true;
        }

        private boolean needsKnown(long mask) {
            return mask != all;
        }

        /** The components that have the own item and have not told it, because that can be found out. */
        private long findUntold(Item my, long told) {
            long untold = 0;
            for (int i = 0; i < removedUpTo.length; i++) {
                long bit = 1L << i;
                Key removed = removedUpTo[i];
                if (removed != null && (told & bit) == 0 && !hasToldElsewhere(i, my)) {
                    Item its = untoldCopy(i, my, removed);
                    if (its != null) {
                        noteFound(label, i, its);
                        foundCopies[i] = its;
                        untold |= bit;
                    }
                }
            }
            return untold;
        }

        /** Which components know the item at the places at which those have it that left it out. */
        private long knownWhereFound(long untold) {
            long bits = 0;
            for (long rest = untold; rest != 0; rest &= rest - 1) {
                int branch = Long.numberOfTrailingZeros(rest);
                Item its = foundCopies[branch];
                bits |= its == null ? 0 : knownOf(its, branch);
            }
            return bits;
        }

        /** The own item as the component has it, if it does: at the one place where it has executed the push. */
        private @Nullable Item untoldCopy(int branch, Item my, Key removed) {
            if (my.otherPlaces() == null) {
                boolean executed = my.compareTo(removed) > 0 && ofOwn[branch].contain(my.configuration(), my.slot());
                return executed ? my : null;
            }
            List<Key> places = new ArrayList<>(my.otherPlaces());
            places.add(my.key());
            for (Key place : places) {
                boolean executed = ofOwn[branch].contain(place.configuration(), place.slot());
                if (executed && place.compareTo(removed) > 0) {
                    return my.at(place);
                }
            }
            return null;
        }

        /** Whether the component has told the item at another place. */
        private boolean hasToldElsewhere(int branch, Item my) {
            Set<RequestKey> told = toldSeveralPlaces.get(branch);
            return !told.isEmpty() && told.contains(my.identity());
        }

        private static Set<RequestKey> withSeveralPlaces(ItemDeque items) {
            Set<RequestKey> found = new LinkedHashSet<>();
            for (Item item : items.mayHaveSeveralPlaces() ? items : EMPTY) {
                if (item.otherPlaces() != null) {
                    found.add(item.identity());
                }
            }
            return found;
        }

        private @Nullable Item nextOf(Iterator<Item> iterator) {
            return iterator.hasNext() ? iterator.next() : null;
        }
    }
}
