package io.ftqueue.queue.codec;

import java.util.Arrays;
import java.util.zip.CRC32C;

/** Bytes that grow at their end; used again after {@link #clear()}. */
public final class ByteWriter {

    private byte[] bytes;
    private int length;

    /** Empty, with room for {@code capacity} bytes before it grows. */
    public ByteWriter(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /** How many bytes have been written. */
    public int length() {
        return length;
    }

    /** Forgets all bytes and keeps the room. */
    public void clear() {
        length = 0;
    }

    /** Appends the low 8 bits. */
    public void writeByte(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    /** Appends the low 16 bits. */
    public void writeShort(int value) {
        reserve(2);
        Bytes.putShort(bytes, length, value);
        length += 2;
    }

    /** Appends 4 bytes. */
    public void writeInt(int value) {
        reserve(4);
        Bytes.putInt(bytes, length, value);
        length += 4;
    }

    /** Appends 8 bytes. */
    public void writeLong(long value) {
        reserve(8);
        Bytes.putLong(bytes, length, value);
        length += 8;
    }

    /** Appends a number in 1 byte to 9: the smaller its amount the fewer. */
    public void writeVarLong(long value) {
        long rest = (value << 1) ^ (value >> 63);
        for (int i = 0; i < 8 && (rest & ~0x7fL) != 0; i++) {
            writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        writeByte((int) rest);
    }

    /** Appends bytes as they are. */
    public void writeBytes(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    /** Appends 16 bits of length and the bytes, of which there are at most 65,535. */
    public void writeShortBytes(byte[] source) {
        writeShort(source.length);
        writeBytes(source, 0, source.length);
    }

    /** Overwrites 16 bits that were written before. */
    public void setShort(int offset, int value) {
        Bytes.putShort(bytes, offset, value);
    }

    /** Overwrites a byte that was written before. */
    public void setByte(int offset, int value) {
        bytes[offset] = (byte) value;
    }

    /** Overwrites 4 bytes that were written before. */
    public void setInt(int offset, int value) {
        Bytes.putInt(bytes, offset, value);
    }

    /** 4 bytes that were written before. */
    public int getInt(int offset) {
        return Bytes.getInt(bytes, offset);
    }

    /** Copies {@code count} bytes that were written before to the beginning of {@code target}. */
    public void copyTo(int offset, byte[] target, int count) {
        System.arraycopy(bytes, offset, target, 0, count);
    }

    /** Forgets the first {@code count} bytes; the rest moves up. */
    public void dropFirst(int count) {
        length -= count;
        System.arraycopy(bytes, count, bytes, 0, length);
    }

    /** Appends the CRC-32C of everything written so far. */
    public void writeChecksum() {
        var checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        writeInt((int) checksum.getValue());
    }

    /** A copy of what has been written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Makes room for so many more bytes. */
    public void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), grown(bytes.length)));
        }
    }

    private static int grown(int size) {
        return size < 1 << 29 ? size * 2 : Integer.MAX_VALUE - 8;
    }
}
