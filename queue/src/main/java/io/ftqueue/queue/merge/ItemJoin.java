package io.ftqueue.queue.merge;

import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.ItemDeque;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.QueueImage;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The items of two components, queue by queue in the order of their keys; see {@link StateJoin} for which of them stay.
 *
 * <p>Each side is sorted, so the queues of one label are merged. An item with the same key on both sides is the same;
 * all others could still be the same push, executed by each side for itself, and are looked for by their identity.
 */
final class ItemJoin {

    private static final byte LEFT = 0;
    private static final byte RIGHT = 1;
    private static final byte BOTH = 2;

    private final BranchImage left;
    private final BranchImage right;

    /** The merged queues in a row; an item that does not stay becomes null. */
    private final @Nullable Item[] merged;

    /** Which side has the item of that place. */
    private final byte[] origins;

    private int length;
    private int lefts;
    private int rights;

    private ItemJoin(BranchImage left, BranchImage right) {
        this.left = left;
        this.right = right;
        int most = Math.addExact(itemsOf(left), itemsOf(right));
        merged = new @Nullable Item[most];
        origins = new byte[most];
    }

    /** The items that stay, by label; there are some to every label that is there. */
    static SortedMap<Label, ItemDeque> join(BranchImage left, BranchImage right) {
        return new ItemJoin(left, right).join();
    }

    private SortedMap<Label, ItemDeque> join() {
        SortedMap<Label, Pair> pairs = new TreeMap<>();
        left.queues().forEach(queue -> pairOf(pairs, queue).left = queue.items());
        right.queues().forEach(queue -> pairOf(pairs, queue).right = queue.items());
        pairs.values().forEach(this::merge);
        if (lefts > 0 && rights > 0) {
            uniteTwins();
        }
        dropTaken();
        SortedMap<Label, ItemDeque> joined = new TreeMap<>();
        pairs.forEach((label, pair) -> {
            var items = new ItemDeque();
            for (int i = pair.from; i < pair.before; i++) {
                Item item = merged[i];
                if (item != null) {
                    items.add(item);
                }
            }
            if (items.size() > 0) {
                joined.put(label, items);
            }
        });
        return joined;
    }

    private static Pair pairOf(SortedMap<Label, Pair> pairs, QueueImage queue) {
        return pairs.computeIfAbsent(queue.label(), label -> new Pair());
    }

    private static int itemsOf(BranchImage branch) {
        int count = 0;
        for (QueueImage queue : branch.queues()) {
            count = Math.addExact(count, queue.items().size());
        }
        return count;
    }

    private void merge(Pair pair) {
        pair.from = length;
        Iterator<Item> mines = pair.left.iterator();
        Iterator<Item> others = pair.right.iterator();
        Item mine = next(mines);
        Item other = next(others);
        while (mine != null && other != null) {
            int order = mine.compareTo(other);
            if (order == 0) {
                place(mine.join(other), BOTH);
            } else {
                place(order < 0 ? mine : other, order < 0 ? LEFT : RIGHT);
            }
            mine = order <= 0 ? next(mines) : mine;
            other = order >= 0 ? next(others) : other;
        }
        for (; mine != null; mine = next(mines)) {
            place(mine, LEFT);
        }
        for (; other != null; other = next(others)) {
            place(other, RIGHT);
        }
        pair.before = length;
    }

    private static @Nullable Item next(Iterator<Item> items) {
        return items.hasNext() ? items.next() : null;
    }

    private void place(Item item, byte origin) {
        merged[length] = item;
        origins[length] = origin;
        length++;
        lefts += origin == LEFT ? 1 : 0;
        rights += origin == RIGHT ? 1 : 0;
    }

    /** Finds the pushes that each side has executed for itself: one stays, at the place of the first execution. */
    private void uniteTwins() {
        byte few = lefts <= rights ? LEFT : RIGHT;
        byte many = few == LEFT ? RIGHT : LEFT;
        // Open addressing: the hash of an item and its place plus 1, or 0. The hash spares a look at most other items.
        long[] table = new long[Integer.highestOneBit(Math.min(lefts, rights)) << 2];
        for (int i = 0; i < length; i++) {
            Item item = merged[i];
            if (origins[i] == few && item != null) {
                int hash = item.identityHash();
                int slot = hash & (table.length - 1);
                while (table[slot] != 0) {
                    slot = (slot + 1) & (table.length - 1);
                }
                table[slot] = (long) hash << Integer.SIZE | (i + 1);
            }
        }
        for (int i = 0; i < length; i++) {
            Item item = merged[i];
            if (origins[i] == many && item != null) {
                uniteWithTwin(i, item, few, table);
            }
        }
    }

    private void uniteWithTwin(int place, Item item, byte few, long[] table) {
        int hash = item.identityHash();
        int mask = table.length - 1;
        for (int slot = hash & mask; table[slot] != 0; slot = (slot + 1) & mask) {
            int twinPlace = (int) table[slot] - 1;
            Item twin = (int) (table[slot] >>> Integer.SIZE) == hash ? merged[twinPlace] : null;
            if (twin != null && origins[twinPlace] == few && item.sameIdentity(twin)) {
                int first = item.compareTo(twin) <= 0 ? place : twinPlace;
                merged[place] = null;
                merged[twinPlace] = null;
                merged[first] = item.join(twin);
                origins[first] = BOTH;
                return;
            }
        }
    }

    private void dropTaken() {
        for (int i = 0; i < length; i++) {
            Item item = merged[i];
            if (item != null && origins[i] != BOTH && (origins[i] == LEFT ? right : left).knows(item)) {
                merged[i] = null;
            }
        }
    }

    /** The queues of one label, and where their items are. */
    private static final class Pair {

        private ItemDeque left = new ItemDeque();
        private ItemDeque right = new ItemDeque();
        private int from;
        private int before;
    }
}
