package io.ftqueue.queue;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an operation came to.
 *
 * @param code how it ended
 * @param number a queue id, a size or a receipt, where the operation has one; else 0
 * @param item an item, or a list of items or queues, where there is one; at most {@link #MAX_BYTES} bytes, not to be
 *     changed
 */
public record Result(ResultCode code, long number, byte @Nullable [] item) {

    /** The most bytes of an item or a list: a list of one item is a little longer than the item. */
    public static final int MAX_BYTES = Operation.MAX_ITEM_BYTES + 16;

    private static final Result DONE = new Result(ResultCode.OK, 0, null);

    public Result {
        if (item != null && item.length > MAX_BYTES) {
            throw new IllegalArgumentException("an item of " + item.length + " bytes");
        }
    }

    /** OK, without anything more to tell. */
    public static Result done() {
        return DONE;
    }

    /** OK with a queue id or a size. */
    public static Result ofNumber(long number) {
        return new Result(ResultCode.OK, number, null);
    }

    /** OK with an item. */
    public static Result ofItem(byte[] item) {
        return new Result(ResultCode.OK, 0, item);
    }

    /** OK with a number and an item. */
    public static Result of(long number, byte[] item) {
        return new Result(ResultCode.OK, number, item);
    }

    /** A code that comes alone. */
    public static Result ofCode(ResultCode code) {
        return new Result(code, 0, null);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Result that
                && code == that.code
                && number == that.number
                && Arrays.equals(item, that.item);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * code.wireCode() + Long.hashCode(number)) + Arrays.hashCode(item);
    }
}
