package io.ftqueue.group.codec;

import io.ftqueue.group.codec.Decoded.Reason;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads checked fields off a body. It never throws: the first thing wrong is remembered, and everything read from there
 * on is zero or empty, so that a decoder checks once, before it builds its message.
 */
final class FieldReader {

    /** No slot, epoch or time is above: one more can always be counted. */
    private static final long MAX_MARK = 1L << 56;

    static final int MEMBER_BYTES = 16;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer in = NOTHING;
    private @Nullable Reason failure;

    void reset(ByteBuffer body) {
        in = body;
        failure = null;
    }

    @Nullable
    Reason failure() {
        return failure;
    }

    boolean failed() {
        return failure != null;
    }

    void fail(Reason reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    /** Remembers a bad value unless the condition holds. */
    void require(boolean condition) {
        if (!condition) {
            fail(Reason.BAD_VALUE);
        }
    }

    long int64() {
        return has(Long.BYTES) ? in.getLong() : 0;
    }

    int int32() {
        return has(Integer.BYTES) ? in.getInt() : 0;
    }

    int uint16() {
        return has(Short.BYTES) ? in.getShort() & 0xffff : 0;
    }

    int uint8() {
        return has(1) ? in.get() & 0xff : 0;
    }

    /** An epoch, a slot or another number that is never below zero. */
    long mark() {
        long value = int64();
        require(value >= 0 && value <= MAX_MARK);
        return value;
    }

    /** The position of a member in its configuration. */
    int index() {
        int value = uint8();
        require(value < Configuration.MAX_MEMBERS);
        return value;
    }

    MemberId member() {
        MemberId member = memberOrNone();
        require(!member.equals(MemberId.NONE));
        return member;
    }

    ConfigurationId configuration() {
        ConfigurationId id = configurationOrNone();
        require(!id.isNone());
        return id;
    }

    /** Epoch 0 is that of no configuration, which has no representative: there is one encoding of it. */
    ConfigurationId configurationOrNone() {
        long epoch = mark();
        MemberId representative = memberOrNone();
        require(epoch == 0 == representative.equals(MemberId.NONE));
        return new ConfigurationId(epoch, representative);
    }

    private MemberId memberOrNone() {
        long server = int64();
        long incarnation = int64();
        return server == 0 && incarnation == 0 ? MemberId.NONE : new MemberId(server, incarnation);
    }

    /** Members, strictly ascending. */
    List<MemberId> members(int atLeast) {
        int count = count(uint8(), atLeast, Configuration.MAX_MEMBERS, MEMBER_BYTES);
        if (count == 0) {
            return List.of();
        }
        var members = new ArrayList<MemberId>(count);
        MemberId before = MemberId.NONE;
        for (int i = 0; i < count; i++) {
            MemberId member = member();
            require(i == 0 || before.compareTo(member) < 0);
            members.add(member);
            before = member;
        }
        return members;
    }

    /** A list's length if it can be true: the list must be allowed to be that long, and its bytes must be there. */
    int count(int claimed, int atLeast, int atMost, int bytesEach) {
        if (failed()) {
            return 0;
        }
        if (claimed < atLeast || claimed > atMost || (long) claimed * bytesEach > in.remaining()) {
            fail(Reason.BAD_COUNT);
            return 0;
        }
        return claimed;
    }

    /** The next so many bytes. */
    byte[] bytes(int length) {
        if (!has(length)) {
            return new byte[0];
        }
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** All bytes that are left. */
    byte[] rest() {
        return bytes(failed() ? 0 : in.remaining());
    }

    /** UTF-8 after a length byte. */
    String name() {
        byte[] bytes = bytes(uint8());
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            fail(Reason.BAD_VALUE);
            return "";
        }
    }

    private boolean has(int bytes) {
        if (failure == null && in.remaining() < bytes) {
            failure = Reason.TRUNCATED;
        }
        return failure == null;
    }
}
