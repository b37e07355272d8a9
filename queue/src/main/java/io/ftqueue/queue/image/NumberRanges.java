package io.ftqueue.queue.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of numbers as ranges, made for sets that are almost one range. It holds at most {@link #MAX_RANGES} ranges and
 * forgets the lowest beyond that; a number it contains was always added.
 */
public final class NumberRanges {

    /**
     * The most ranges that are kept: a client's pushes that were refused, or that only another component has executed,
     * leave gaps. 4 KiB at the worst.
     */
    public static final int MAX_RANGES = 256;

    /** Pairs of first and last number, ascending, never adjacent. */
    private long[] bounds;

    private int length;

    /** No numbers. */
    public NumberRanges() {
        bounds = new long[2];
    }

    private NumberRanges(long[] bounds, int length) {
        this.bounds = bounds;
        this.length = length;
    }

    /** The same numbers, as a set of its own. */
    public NumberRanges copy() {
        return new NumberRanges(bounds.clone(), length);
    }

    /** Adds a number that is higher than all that are contained. */
    public void append(long number) {
        append(number, number);
    }

    private void append(long first, long last) {
        if (length > 0 && first <= bounds[length - 1] + 1) {
            bounds[length - 1] = Math.max(bounds[length - 1], last);
            return;
        }
        if (length == 2 * MAX_RANGES) {
            System.arraycopy(bounds, 2, bounds, 0, length - 2);
            length -= 2;
        }
        if (length == bounds.length) {
            bounds = Arrays.copyOf(bounds, Math.min(2 * MAX_RANGES, length * 2));
        }
        bounds[length] = first;
        bounds[length + 1] = last;
        length += 2;
    }

    /** Whether the number was added and is not forgotten. */
    public boolean contains(long number) {
        int low = 0;
        int high = length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[2 * middle + 1] < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < length / 2 && number >= bounds[2 * low];
    }

    /** The numbers of both. */
    public NumberRanges union(NumberRanges other) {
        var union = new NumberRanges();
        int mine = 0;
        int its = 0;
        while (mine < length || its < other.length) {
            boolean takeMine = its == other.length || (mine < length && bounds[mine] <= other.bounds[its]);
            if (takeMine) {
                union.append(bounds[mine], bounds[mine + 1]);
                mine += 2;
            } else {
                union.append(other.bounds[its], other.bounds[its + 1]);
                its += 2;
            }
        }
        return union;
    }

    /** The first and last number of every range, ascending. */
    public long[] toBounds() {
        return Arrays.copyOf(bounds, length);
    }

    /** The set of {@link #toBounds()}; null if they cannot come from there. */
    public static @Nullable NumberRanges ofBounds(long[] bounds) {
        if (bounds.length % 2 != 0 || bounds.length > 2 * MAX_RANGES) {
            return null;
        }
        for (int i = 0; i < bounds.length; i += 2) {
            boolean apart = i == 0 || bounds[i] > bounds[i - 1] + 1;
            if (bounds[i] < 1 || bounds[i] > bounds[i + 1] || !apart) {
                return null;
            }
        }
        return new NumberRanges(bounds.length == 0 ? new long[2] : bounds.clone(), bounds.length);
    }
}
