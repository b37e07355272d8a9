package io.ftqueue.queue.image;

import io.ftqueue.group.Invariant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The items of a queue, first to last, in a chain of small blocks. Adding one never moves the others, and a copy shares
 * the blocks, so both take the same short time however many items there are.
 */
public final class ItemDeque implements Iterable<Item> {

    /** The most items of a block: so many that were taken stay reachable while a copy shares their block. */
    private static final int MAX_BLOCK = 64;

    private static final int MIN_BLOCK = 8;

    private final boolean readOnly;
    private Block head;
    private int headOffset;
    private Block tail;
    private int tailOffset;
    private int size;
    private boolean severalPlaces;

    /** Invariant: the sum of the content hashes of all items. */
    private long hash;

    /** So many of the first items may be in a copy, so that their places are left as they are when they are taken. */
    private int shared;

    /** No items. */
    public ItemDeque() {
        readOnly = false;
        head = new Block(MIN_BLOCK);
        tail = head;
    }

    private ItemDeque(ItemDeque source, boolean readOnly) {
        this.readOnly = readOnly;
        head = source.head;
        headOffset = source.headOffset;
        tail = source.tail;
        tailOffset = source.tailOffset;
        size = source.size;
        severalPlaces = source.severalPlaces;
        hash = source.hash;
    }

    /** The items as they are now, for reading only. */
    public ItemDeque copy() {
        shared = size;
        return new ItemDeque(this, true);
    }

    /**
     * The items as they are now and others at their places, for reading only; takes time with the distance of the last
     * of these from the head.
     *
     * @param others by key ascending
     */
    public ItemDeque copyWith(List<Item> others) {
        shared = size;
        var copy = new ItemDeque(this, false);
        copy.insertAll(others);
        return new ItemDeque(copy, true);
    }

    /** How many items there are. */
    public int size() {
        return size;
    }

    /** Whether one that was added has several places. */
    public boolean mayHaveSeveralPlaces() {
        return severalPlaces;
    }

    /** The sum of the content hashes of all items. */
    public long hash() {
        return hash;
    }

    /** Adds the last item. */
    public void add(Item item) {
        Invariant.check(!readOnly, "an item is added to a copy of %d items, %d shared", size, shared);
        if (tailOffset == tail.items.length) {
            var block = new Block(Math.min(MAX_BLOCK, Math.max(MIN_BLOCK, size)));
            tail.next = block;
            tail = block;
            tailOffset = 0;
        }
        tail.items[tailOffset++] = item;
        size++;
        hash += item.contentHash();
        severalPlaces |= item.otherPlaces() != null;
    }

    /** The first item; null if there is none. */
    public @Nullable Item peek() {
        return size == 0 ? null : frontBlock().items[headOffset];
    }

    /** Takes the first item; null if there is none. */
    public @Nullable Item poll() {
        Invariant.check(!readOnly, "an item is taken from a copy of %d items, %d shared", size, shared);
        Item item = peek();
        if (item != null) {
            if (shared > 0) {
                shared--;
            } else {
                head.items[headOffset] = null;
            }
            headOffset++;
            size--;
            hash -= item.contentHash();
        }
        return item;
    }

    /**
     * Puts items that were taken before back to their places by key; takes time with the distance of the last one from
     * the head.
     *
     * @param back the items by key ascending
     */
    public void insertAll(List<Item> back) {
        Invariant.check(!readOnly, "items are put into a copy of %d items, %d shared", size, shared);
        int before = size;
        size += back.size();
        for (Item item : back) {
            hash += item.contentHash();
            severalPlaces |= item.otherPlaces() != null;
        }
        rewrite(back, Collections.emptySet(), before);
    }

    /**
     * Takes out certain items, wherever they are; takes time with the distance of the last one from the head.
     *
     * @param which those that are to go
     * @param count how many these are at most
     * @return those that were there, by key ascending
     */
    public List<Item> removeAll(Predicate<Item> which, int count) {
        Invariant.check(!readOnly, "items are removed from a copy of %d items, %d shared", size, shared);
        var found = new LinkedHashSet<Item>();
        for (Item each : this) {
            if (found.size() == count) {
                break;
            }
            if (which.test(each)) {
                found.add(each);
            }
        }
        if (!found.isEmpty()) {
            rewrite(List.of(), found, size);
            size -= found.size();
            found.forEach(item -> hash -= item.contentHash());
        }
        return List.copyOf(found);
    }

    /** Takes out the item with that identity and key, wherever it is; false if it is not there. */
    public boolean remove(Item item) {
        Invariant.check(!readOnly, "an item is removed from a copy of %d items, %d shared", size, shared);
        Item found = null;
        for (Item each : this) {
            int order = each.compareTo(item);
            if (order > 0) {
                break;
            }
            if (order == 0 && each.sameIdentity(item)) {
                found = each;
                break;
            }
        }
        if (found == null) {
            return false;
        }
        rewrite(List.of(), new LinkedHashSet<>(List.of(found)), size);
        size--;
        hash -= found.contentHash();
        return true;
    }

    /**
     * Writes the blocks from the head to the last place that changes anew; copies keep the old ones.
     *
     * @param back what is put in, by key ascending
     * @param gone what is left out
     * @param before how many items there were
     */
    private void rewrite(List<Item> back, Set<Item> gone, int before) {
        List<Item> front = new ArrayList<>();
        Block block = head;
        int offset = headOffset;
        int next = 0;
        int looking = gone.size();
        while (true) {
            int end = block == tail ? tailOffset : block.items.length;
            for (; offset < end; offset++) {
                Item each = block.items[offset];
                if (each == null) {
                    continue;
                }
                while (next < back.size() && each.compareTo(back.get(next)) >= 0) {
                    front.add(back.get(next));
                    next++;
                }
                if (looking > 0 && gone.contains(each)) {
                    looking--;
                } else {
                    front.add(each);
                }
            }
            Block following = block.next;
            if ((next == back.size() && looking == 0) || following == null) {
                break;
            }
            block = following;
            offset = 0;
        }
        front.addAll(back.subList(next, back.size()));
        var rewritten = new Block(front.toArray(new Item[0]));
        rewritten.next = block.next;
        if (block == tail) {
            tail = rewritten;
            tailOffset = rewritten.items.length;
        }
        head = rewritten;
        headOffset = 0;
        shared = shared == 0 ? 0 : Math.max(before, size) + 1;
    }

    /** The block of the first item, of which there is one. */
    private Block frontBlock() {
        Block next = head.next;
        if (headOffset == head.items.length && next != null) {
            if (shared == 0 && !readOnly) {
                // No copy goes on from here, and a dead block in old memory must not keep its followers alive.
                head.next = null;
            }
            head = next;
            headOffset = 0;
        }
        return head;
    }

    /** The items as they are now, first to last. */
    @Override
    public Iterator<Item> iterator() {
        return new Walk(head, headOffset, size);
    }

    /** The items as they are now but for the first {@code skip}; goes over the blocks of these, not over the items. */
    public Iterator<Item> from(int skip) {
        int rest = Math.min(skip, size);
        int left = size - rest;
        Block block = head;
        int offset = headOffset;
        Block following = block.next;
        while (following != null && rest >= block.items.length - offset) {
            rest -= block.items.length - offset;
            block = following;
            offset = 0;
            following = block.next;
        }
        return new Walk(block, offset + rest, left);
    }

    private static final class Block {

        private final @Nullable Item[] items;
        private @Nullable Block next;

        Block(int capacity) {
            items = new @Nullable Item[capacity];
        }

        Block(@Nullable Item[] items) {
            this.items = items;
        }
    }

    private static final class Walk implements Iterator<Item> {

        private Block block;
        private int offset;
        private int rest;

        Walk(Block block, int offset, int rest) {
            this.block = block;
            this.offset = offset;
            this.rest = rest;
        }

        @Override
        public boolean hasNext() {
            return rest > 0;
        }

        @Override
        public Item next() {
            Block following = block.next;
            if (offset == block.items.length && following != null) {
                block = following;
                offset = 0;
            }
            Item item = rest > 0 && offset < block.items.length ? block.items[offset] : null;
            if (item == null) {
                throw new NoSuchElementException();
            }
            offset++;
            rest--;
            return item;
        }
    }
}
