package io.ftqueue.resp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link Request}s of what clients send: arrays of bulk strings, or lines that somebody typed. What it holds is
 * bounded: an argument that is too long, and what is too much in all, is skipped as it comes in, and the command is
 * refused while the connection goes on. After a {@link ProtocolError} it takes nothing more.
 *
 * <p>Netty's RedisDecoder is made for both directions: it takes typed lines as text and with a CR only, has other
 * errors, and makes several objects an argument where one is enough.
 */
final class RequestDecoder extends ByteToMessageDecoder {

    private static final byte[][] NONE = {};

    /** The bytes of a length, its sign included, that are looked at. */
    private static final int MAX_DIGITS = 20;

    private final Budget budget;
    private final BooleanSupplier authenticated;

    private boolean failed;

    /** The arguments that are still to come, or 0 between commands. */
    private int missing;

    private byte[][] arguments = NONE;
    private int count;
    private long heldBytes;
    private @Nullable String refusal;

    /** The bytes of the argument at hand that are still to come, its end of line included; -1: its length is. */
    private long left = -1;

    /** The argument at hand; null where it is skipped. */
    private byte @Nullable [] argument;

    /**
     * For a connection.
     *
     * @param authenticated whether the client may send more than a password
     */
    RequestDecoder(Budget budget, BooleanSupplier authenticated) {
        this.budget = budget;
        this.authenticated = authenticated;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (failed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        // One command at a time: a password makes a difference to what may follow in the same packet.
        boolean more = true;
        while (more && out.isEmpty() && in.isReadable()) {
            if (missing == 0) {
                more = in.getByte(in.readerIndex()) == '*' ? readHead(in, out) : readInline(in, out);
            } else if (left < 0) {
                more = readLength(in, out);
            } else {
                more = readArgument(in, out);
            }
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        forget();
    }

    private boolean readHead(ByteBuf in, List<Object> out) {
        int end = endOfLine(in, "too big mbulk count string", out);
        if (end < 0) {
            return false;
        }
        long number = number(in, end, -Limits.MAX_ARGUMENTS, Limits.MAX_ARGUMENTS);
        if (number == Long.MIN_VALUE) {
            return fail("invalid multibulk length", in, out);
        }
        if (number > Limits.MAX_ARGUMENTS_BEFORE_AUTH && !authenticated.getAsBoolean()) {
            return fail("unauthenticated multibulk length", in, out);
        }
        if (number > 0) {
            missing = (int) number;
            // Whoever announces many need not send them.
            arguments = new byte[Math.min(missing, 16)][];
        }
        return true;
    }

    private boolean readLength(ByteBuf in, List<Object> out) {
        byte type = in.getByte(in.readerIndex());
        if (type != '$') {
            return fail("expected '$', got '" + (char) (type & 0xff) + "'", in, out);
        }
        int end = endOfLine(in, "too big bulk count string", out);
        if (end < 0) {
            return false;
        }
        long length = number(in, end, 0, Limits.MAX_SKIPPED_BYTES);
        if (length == Long.MIN_VALUE) {
            return fail("invalid bulk length", in, out);
        }
        if (length > Limits.MAX_ARGUMENT_BYTES_BEFORE_AUTH && !authenticated.getAsBoolean()) {
            return fail("unauthenticated bulk length", in, out);
        }
        left = length + 2;
        argument = hold(length) ? new byte[(int) length] : null;
        return true;
    }

    private boolean readArgument(ByteBuf in, List<Object> out) {
        int readable = in.readableBytes();
        if (left > 2) {
            int part = (int) Math.min(left - 2, readable);
            if (argument == null) {
                in.skipBytes(part);
            } else {
                in.readBytes(argument, argument.length - (int) (left - 2), part);
            }
            left -= part;
            readable -= part;
        }
        // Like Redis: whatever these two bytes are.
        int part = (int) Math.min(left, readable);
        in.skipBytes(part);
        left -= part;
        if (left > 0) {
            return false;
        }
        left = -1;
        missing--;
        if (argument != null) {
            add(argument);
            argument = null;
        }
        if (missing == 0) {
            hand(out);
        }
        return true;
    }

    private boolean readInline(ByteBuf in, List<Object> out) {
        int end = endOfLine(in, "too big inline request", out);
        if (end < 0) {
            return false;
        }
        int length = end - in.readerIndex();
        if (length > 0 && in.getByte(end - 1) == '\r') {
            length--;
        }
        byte[] line = new byte[length];
        in.readBytes(line);
        in.readerIndex(end + 1);
        List<byte[]> words = InlineRequest.split(line);
        if (words == null) {
            return fail("unbalanced quotes in request", in, out);
        }
        if (!words.isEmpty()) {
            missing = 0;
            for (byte[] word : words) {
                if (hold(word.length)) {
                    add(word);
                }
            }
            hand(out);
        }
        return true;
    }

    /** Whether an argument can be kept; if not, the command is refused. */
    private boolean hold(long length) {
        long bytes = length + Limits.ELEMENT_OVERHEAD_BYTES;
        if (refusal == null) {
            if (length > Limits.MAX_ARGUMENT_BYTES) {
                refusal = "ERR a value has " + length + " bytes, and at most " + Limits.MAX_ARGUMENT_BYTES
                        + " are possible; nothing was done";
            } else if (heldBytes + bytes > Limits.MAX_REQUEST_BYTES) {
                refusal = "ERR the command has more than " + Limits.MAX_REQUEST_BYTES
                        + " bytes: send several; nothing was done";
            } else if (!budget.take(bytes)) {
                refusal = "ERR the gateway holds as many bytes for its clients as it may;"
                        + " nothing was done, try again later";
            } else {
                heldBytes += bytes;
                return true;
            }
        }
        return false;
    }

    private void add(byte[] word) {
        if (count == arguments.length) {
            arguments = Arrays.copyOf(arguments, Math.max(4, count * 2));
        }
        arguments[count++] = word;
    }

    private void hand(List<Object> out) {
        byte[][] all = count == arguments.length ? arguments : Arrays.copyOf(arguments, count);
        out.add(new Request(all, heldBytes, refusal));
        heldBytes = 0;
        forget();
    }

    private void forget() {
        budget.release(heldBytes);
        heldBytes = 0;
        arguments = NONE;
        count = 0;
        argument = null;
        refusal = null;
    }

    /** Where the line ends, or -1 if that is not known yet or will not be. */
    private int endOfLine(ByteBuf in, String otherwise, List<Object> out) {
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        int length = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
        if (length > Limits.MAX_LINE_BYTES) {
            fail(otherwise, in, out);
            return -1;
        }
        return end;
    }

    /** The number in a line behind its first byte, or the lowest long if it is none between the bounds. */
    private static long number(ByteBuf in, int end, long lowest, long highest) {
        int from = in.readerIndex() + 1;
        int to = end > from && in.getByte(end - 1) == '\r' ? end - 1 : end;
        in.readerIndex(end + 1);
        boolean negative = to > from && in.getByte(from) == '-';
        int digit = negative ? from + 1 : from;
        if (digit >= to || to - digit > MAX_DIGITS) {
            return Long.MIN_VALUE;
        }
        long value = 0;
        for (; digit < to; digit++) {
            int octet = in.getByte(digit);
            if (octet < '0' || octet > '9' || value > highest) {
                return Long.MIN_VALUE;
            }
            value = value * 10 + octet - '0';
        }
        value = negative ? -value : value;
        return value < lowest || value > highest ? Long.MIN_VALUE : value;
    }

    private boolean fail(String message, ByteBuf in, List<Object> out) {
        failed = true;
        in.skipBytes(in.readableBytes());
        forget();
        out.add(new ProtocolError(message));
        return false;
    }
}
