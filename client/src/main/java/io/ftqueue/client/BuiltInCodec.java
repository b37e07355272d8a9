package io.ftqueue.client;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** A codec of two functions; and those that come with the library. */
record BuiltInCodec<T>(Function<? super T, byte[]> encoding, Function<byte[], ? extends T> decoding)
        implements Codec<T> {

    static final Codec<String> UTF8 = new BuiltInCodec<>(BuiltInCodec::toUtf8, BuiltInCodec::fromUtf8);
    static final Codec<byte[]> BYTES = new BuiltInCodec<>(bytes -> bytes, bytes -> bytes);
    static final Codec<Integer> INTS =
            new BuiltInCodec<>(number -> ascii(Integer.toString(number)), bytes -> Integer.parseInt(fromUtf8(bytes)));
    static final Codec<Long> LONGS =
            new BuiltInCodec<>(number -> ascii(Long.toString(number)), bytes -> Long.parseLong(fromUtf8(bytes)));

    @Override
    public byte[] encode(T value) {
        return encoding.apply(value);
    }

    @Override
    public T decode(byte[] item) {
        return decoding.apply(item);
    }

    /** Half a surrogate pair would become a question mark, and the text another one. */
    private static byte[] toUtf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text has half a surrogate pair and so no form in UTF-8", e);
        }
    }

    private static String fromUtf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("no UTF-8", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
