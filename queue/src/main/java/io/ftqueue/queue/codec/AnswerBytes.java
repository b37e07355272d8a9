package io.ftqueue.queue.codec;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import org.jspecify.annotations.Nullable;

/**
 * Answers as bytes: the number of the operation (8 bytes), the result code (1 byte: the code in the low 6 bits, with
 * {@link #WITH_NUMBER} and {@link #WITH_ITEM}), the number (8 bytes, unless it is 0), the item's length (2 bytes) and
 * the item (if there is one).
 */
public final class AnswerBytes {

    /** A number follows, which is not 0. */
    static final int WITH_NUMBER = 0x80;

    /** An item follows. */
    static final int WITH_ITEM = 0x40;

    private static final int CODE_MASK = 0x3f;

    private AnswerBytes() {}

    /** How many bytes an answer takes. */
    public static int length(long number, byte @Nullable [] item) {
        return 9 + (number != 0 ? 8 : 0) + (item != null ? 2 + item.length : 0);
    }

    /** Appends an answer. */
    public static void write(ByteWriter out, long seq, ResultCode code, long number, byte @Nullable [] item) {
        out.writeLong(seq);
        out.writeByte(code.wireCode() | (number != 0 ? WITH_NUMBER : 0) | (item != null ? WITH_ITEM : 0));
        if (number != 0) {
            out.writeLong(number);
        }
        if (item != null) {
            out.writeShortBytes(item);
        }
    }

    /** The next answer; any, if there is none. */
    public static ClientFrame.Answer read(ByteReader in) {
        long seq = in.readLong();
        int flags = in.readByte();
        int code = flags & CODE_MASK;
        in.require(code < ResultCode.count(), Decoded.Reason.RANGE);
        long number = 0;
        if ((flags & WITH_NUMBER) != 0) {
            number = in.readLong();
            in.require(number != 0, Decoded.Reason.RANGE);
        }
        byte[] item = (flags & WITH_ITEM) != 0 ? in.readShortBytes(Result.MAX_BYTES) : null;
        return new ClientFrame.Answer(seq, in.isGood() ? new Result(ResultCode.of(code), number, item) : Result.done());
    }
}
