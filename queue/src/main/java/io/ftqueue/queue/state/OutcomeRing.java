package io.ftqueue.queue.state;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.image.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a client's last operations by their numbers: the outcome of number s is at s mod length, a power of
 * two. Columns, so that an operation costs no object; only what has several outcomes has a list.
 */
final class OutcomeRing {

    private static final int POP = 0x40;
    private static final int CODE_MASK = 0x3f;
    private static final int MIN_CAPACITY = 4;

    /** Codes, with {@link #POP}. */
    private byte[] codes;

    private long[] numbers;
    private long[] tags;

    /** Items that were only shown. */
    private byte[] @Nullable [] shown;

    private @Nullable Item[] taken;
    private @Nullable LiveQueue[] from;

    /** Null until an operation has several outcomes. */
    private @Nullable List<Held> @Nullable [] several;

    OutcomeRing() {
        this(MIN_CAPACITY);
    }

    private OutcomeRing(int capacity) {
        codes = new byte[capacity];
        numbers = new long[capacity];
        tags = new long[capacity];
        shown = new byte[capacity][];
        taken = new @Nullable Item[capacity];
        from = new @Nullable LiveQueue[capacity];
    }

    OutcomeRing copy() {
        var copy = new OutcomeRing(0);
        copy.codes = codes.clone();
        copy.numbers = numbers.clone();
        copy.tags = tags.clone();
        copy.shown = shown.clone();
        copy.taken = taken.clone();
        copy.from = from.clone();
        copy.several = several == null ? null : several.clone();
        return copy;
    }

    /** Makes room for the numbers from {@code first} to {@code last}, of which all but the last are there. */
    void reserve(long first, long last) {
        if (last - first < codes.length) {
            return;
        }
        var larger = new OutcomeRing(codes.length * 2);
        for (long seq = first; seq < last; seq++) {
            int source = index(seq);
            int target = larger.index(seq);
            larger.codes[target] = codes[source];
            larger.numbers[target] = numbers[source];
            larger.tags[target] = tags[source];
            larger.shown[target] = shown[source];
            larger.taken[target] = taken[source];
            larger.from[target] = from[source];
            if (several != null) {
                larger.putSeveral(target, several[source]);
            }
        }
        codes = larger.codes;
        numbers = larger.numbers;
        tags = larger.tags;
        shown = larger.shown;
        taken = larger.taken;
        from = larger.from;
        several = larger.several;
    }

    /** Puts what the last operation on the queues came to. */
    void put(long seq, boolean pop, long tag, Queues queues) {
        int index = index(seq);
        codes[index] = (byte) (queues.code().wireCode() | (pop ? POP : 0));
        numbers[index] = queues.number();
        tags[index] = tag;
        taken[index] = queues.taken();
        from[index] = queues.takenFrom();
        shown[index] = queues.taken() == null ? queues.item() : null;
    }

    /** Puts all outcomes of an operation; at least one. */
    void put(long seq, List<Held> outcomes) {
        int index = index(seq);
        Held first = outcomes.get(0);
        Result result = first.result();
        codes[index] = (byte) (result.code().wireCode() | (first.pop() ? POP : 0));
        numbers[index] = result.number();
        tags[index] = first.tag();
        taken[index] = first.taken();
        from[index] = first.from();
        shown[index] = first.taken() == null ? result.item() : null;
        putSeveral(index, outcomes.size() > 1 ? outcomes : null);
    }

    @SuppressWarnings("unchecked")
    private void putSeveral(int index, @Nullable List<Held> outcomes) {
        if (several == null && outcomes != null) {
            several = (@Nullable List<Held>[]) new List<?>[codes.length];
        }
        if (several != null) {
            several[index] = outcomes;
        }
    }

    void clear(long seq) {
        int index = index(seq);
        shown[index] = null;
        taken[index] = null;
        from[index] = null;
        if (several != null) {
            several[index] = null;
        }
    }

    boolean isPop(long seq) {
        return (codes[index(seq)] & POP) != 0;
    }

    ResultCode code(long seq) {
        return ResultCode.of(codes[index(seq)] & CODE_MASK);
    }

    long number(long seq) {
        return numbers[index(seq)];
    }

    long tag(long seq) {
        return tags[index(seq)];
    }

    /** The item that the operation came to, or null. */
    byte @Nullable [] item(long seq) {
        int index = index(seq);
        Item item = taken[index];
        return item == null ? shown[index] : item.value();
    }

    /** The item that the operation took, or null. */
    @Nullable
    Item taken(long seq) {
        return taken[index(seq)];
    }

    /** The queue from which it was taken, or null. */
    @Nullable
    LiveQueue from(long seq) {
        return from[index(seq)];
    }

    /** All outcomes, if there are several; else null. */
    @Nullable
    List<Held> several(long seq) {
        return several == null ? null : several[index(seq)];
    }

    /** How many bytes of items are kept for the operation. */
    long bytesOf(long seq) {
        List<Held> outcomes = several(seq);
        byte[] item = item(seq);
        int bytes = item == null ? 0 : item.length;
        return outcomes == null ? bytes : (long) bytes * outcomes.size();
    }

    private int index(long seq) {
        return (int) seq & (codes.length - 1);
    }
}
