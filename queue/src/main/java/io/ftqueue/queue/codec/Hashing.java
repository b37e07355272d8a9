package io.ftqueue.queue.codec;

/** 64-bit hashes that are the same on every machine and in every version. */
public final class Hashing {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Hashing() {}

    /** A bijection after which every bit depends on every bit (the finalizer of SplitMix64). */
    public static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** The hash of a sequence of which {@code hash} is that of all but the last number. */
    public static long then(long hash, long next) {
        return mix(hash ^ (next * GOLDEN + 1));
    }

    /** The hash of bytes; unrelated for unrelated seeds. */
    public static long hash(byte[] bytes, long seed) {
        long hash = then(seed, bytes.length);
        int whole = bytes.length & ~7;
        for (int i = 0; i < whole; i += 8) {
            hash = then(hash, Bytes.getLong(bytes, i));
        }
        long rest = 0;
        for (int i = whole; i < bytes.length; i++) {
            rest = rest << 8 | (bytes[i] & 0xff);
        }
        return whole == bytes.length ? hash : then(hash, rest);
    }
}
