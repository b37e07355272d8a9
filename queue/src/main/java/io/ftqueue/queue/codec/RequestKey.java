package io.ftqueue.queue.codec;

import java.nio.charset.StandardCharsets;

/**
 * Names a text request for ever: the 128 bits of its message id where that is a UUID, however it is written; else 128
 * bits of hash of its bytes. Two message ids that are no UUIDs have the same key with a chance of 2<sup>-128</sup>, as
 * long as nobody looks for such a pair; then only those two requests suffer.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record RequestKey(long high, long low) implements Comparable<RequestKey> {

    private static final int UUID_LENGTH = 36;

    /** The key of a message id. */
    public static RequestKey of(String messageId) {
        return isUuid(messageId) ? ofUuid(messageId) : ofHash(messageId.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isUuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : (c >= 128 || Character.digit(c, 16) < 0)) {
                return false;
            }
        }
        return true;
    }

    private static RequestKey ofUuid(String text) {
        String digits = text.replace("-", "");
        return new RequestKey(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16));
    }

    private static RequestKey ofHash(byte[] bytes) {
        return new RequestKey(Hashing.hash(bytes, 0x9ae16a3b2f90404fL), Hashing.hash(bytes, 0xc3a5c85c97cb3127L));
    }

    /** Its share in the hash of a state that remembers it. */
    public long stateHash() {
        return Hashing.then(Hashing.mix(high), low);
    }

    @Override
    public int compareTo(RequestKey other) {
        int byHigh = Long.compare(high, other.high);
        return byHigh != 0 ? byHigh : Long.compare(low, other.low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RequestKey that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return (int) Hashing.mix(high ^ Hashing.mix(low));
    }
}
