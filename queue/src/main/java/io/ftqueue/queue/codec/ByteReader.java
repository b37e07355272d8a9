package io.ftqueue.queue.codec;

import org.jspecify.annotations.Nullable;

/**
 * Reads bytes that may be anything. What is not there reads as 0 or nothing, and the reader remembers the first thing
 * that was wrong, so that a decoder asks once, before it uses what it has read.
 */
public final class ByteReader {

    private final byte[] bytes;
    private final int end;
    private int offset;
    private Decoded.@Nullable Reason reason;

    /** Over the bytes from {@code offset} to before {@code end}. */
    public ByteReader(byte[] bytes, int offset, int end) {
        this.bytes = bytes;
        this.offset = offset;
        this.end = end;
    }

    /** The first thing that was wrong, or null. */
    public Decoded.@Nullable Reason reason() {
        return reason;
    }

    /** Whether nothing was wrong so far. */
    public boolean isGood() {
        return reason == null;
    }

    /** Notes that something is wrong. */
    public void fail(Decoded.Reason because) {
        if (reason == null) {
            reason = because;
        }
    }

    /** Notes {@code because} unless the condition holds. */
    public void require(boolean condition, Decoded.Reason because) {
        if (!condition) {
            fail(because);
        }
    }

    /** Notes bytes that are left over. */
    public void requireEnd() {
        require(offset == end, Decoded.Reason.TRAILING);
    }

    /** Where the next byte is. */
    public int offset() {
        return offset;
    }

    /** How many bytes are left. */
    public int remaining() {
        return end - offset;
    }

    /** Goes on at {@code newOffset}, which is not behind the end. */
    public void moveTo(int newOffset) {
        offset = newOffset;
    }

    /** The next byte, 0 to 255. */
    public int readByte() {
        return has(1) ? bytes[offset++] & 0xff : 0;
    }

    /** The next 2 bytes, 0 to 65,535. */
    public int readShort() {
        if (!has(2)) {
            return 0;
        }
        offset += 2;
        return Bytes.getUnsignedShort(bytes, offset - 2);
    }

    /** The next 4 bytes. */
    public int readInt() {
        if (!has(4)) {
            return 0;
        }
        offset += 4;
        return Bytes.getInt(bytes, offset - 4);
    }

    /** The next 8 bytes. */
    public long readLong() {
        if (!has(8)) {
            return 0;
        }
        offset += 8;
        return Bytes.getLong(bytes, offset - 8);
    }

    /** The number in the next 1 byte to 9. */
    public long readVarLong() {
        long rest = 0;
        int shift = 0;
        int next = readByte();
        for (; shift < 56 && (next & 0x80) != 0; shift += 7) {
            rest |= (next & 0x7fL) << shift;
            next = readByte();
        }
        rest |= (long) next << shift;
        return rest >>> 1 ^ -(rest & 1);
    }

    /** A number as {@link #readVarLong} reads it that must be 0 to {@code max}; 0 if it is not. */
    public int readVarInt(int max) {
        long value = readVarLong();
        require(value >= 0 && value <= max, Decoded.Reason.RANGE);
        return isGood() ? (int) value : 0;
    }

    /** A copy of the next {@code count} bytes. */
    public byte[] readBytes(int count) {
        byte[] copy = new byte[has(count) ? count : 0];
        System.arraycopy(bytes, offset, copy, 0, copy.length);
        offset += copy.length;
        return copy;
    }

    /** 16 bits of length, at most {@code max}, and so many bytes. */
    public byte[] readShortBytes(int max) {
        int count = readShort();
        require(count <= max, Decoded.Reason.RANGE);
        return readBytes(isGood() ? count : 0);
    }

    /** The next {@code count} bytes as text. */
    public String readText(int count) {
        if (!has(count)) {
            return "";
        }
        String text = Utf8.decode(bytes, offset, count);
        offset += count;
        require(text != null, Decoded.Reason.TEXT);
        return text == null ? "" : text;
    }

    private boolean has(int count) {
        require(count >= 0 && end - offset >= count, Decoded.Reason.TRUNCATED);
        return isGood();
    }
}
