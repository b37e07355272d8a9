package io.ftqueue.client;

import java.util.function.Function;

/**
 * Turns values into the bytes of items and back. The servers take items as they are and never look into them, so every
 * program that uses a queue must use the same codec for it.
 *
 * <p>A codec is called by whatever thread needs it, by several at a time: it must be safe for that, and must not block,
 * as {@link #decode} may be called by the thread that receives for the whole client.
 *
 * @param <T> the values; never null
 */
public interface Codec<T> {

    /**
     * The bytes of a value: at most 60,000, and not to be changed afterwards.
     *
     * @throws RuntimeException if the value has no such form; the operation fails with it and nothing is sent
     */
    byte[] encode(T value);

    /**
     * The value that those bytes stand for.
     *
     * @throws RuntimeException if they stand for none; the operation fails with an {@link UndecodableItemException},
     *     which has the bytes
     */
    T decode(byte[] item);

    /** Text as UTF-8, as the commands and the other gateways have it. Refuses bytes that are no UTF-8. */
    static Codec<String> utf8() {
        return BuiltInCodec.UTF8;
    }

    /** Bytes as they are. Arrays are not copied and must not be changed while they are on their way. */
    static Codec<byte[]> bytes() {
        return BuiltInCodec.BYTES;
    }

    /** Numbers of 32 bits as decimal text, as text clients have them: −1 is the item {@code -1}. */
    static Codec<Integer> ints() {
        return BuiltInCodec.INTS;
    }

    /** Numbers of 64 bits as decimal text. */
    static Codec<Long> longs() {
        return BuiltInCodec.LONGS;
    }

    /** A codec of two functions. */
    static <T> Codec<T> of(Function<? super T, byte[]> encode, Function<byte[], ? extends T> decode) {
        return new BuiltInCodec<>(encode, decode);
    }
}
