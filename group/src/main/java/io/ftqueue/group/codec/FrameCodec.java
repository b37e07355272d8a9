package io.ftqueue.group.codec;

import io.ftqueue.group.codec.Decoded.Malformed;
import io.ftqueue.group.codec.Decoded.Ok;
import io.ftqueue.group.codec.Decoded.Reason;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Message;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Frames as datagrams and back. Every frame has exactly one encoding and every accepted datagram is the encoding of its
 * frame, so two members can never read one datagram differently.
 *
 * <p>The checksum tells damage, not malice: a datagram is believed only as far as every field of it has been checked,
 * and memory is taken only for bytes that are there. One codec serves one thread.
 */
public final class FrameCodec {

    /** The version of the layout. */
    public static final int VERSION = 2;

    /** The bytes before the body: magic, version, type, group, sender, configuration and the two marks. */
    public static final int HEADER_BYTES = 70;

    /** The bytes after the body: the checksum. */
    public static final int TRAILER_BYTES = 4;

    private static final int MAGIC = 'F' << 24 | 'T' << 16 | 'Q' << 8 | 'G';
    private static final int TYPE_OFFSET = 5;
    private static final int GROUP_OFFSET = 6;
    private static final int SENDER_OFFSET = 14;

    private final long groupKey;
    private final CRC32C checksum = new CRC32C();
    private final FieldReader fields = new FieldReader();
    private final MessageReader reader = new MessageReader(fields);
    private final MessageWriter writer = new MessageWriter();

    /** A codec of the group with that key; frames of other groups are {@link Reason#OTHER_GROUP}. */
    public FrameCodec(long groupKey) {
        this.groupKey = groupKey;
    }

    /**
     * Writes a frame at the buffer's position and moves that behind it.
     *
     * @return the number of bytes written
     * @throws java.nio.BufferOverflowException if the frame does not fit
     * @throws IllegalArgumentException if a list or name in it is longer than the format allows
     */
    public int encode(Frame frame, ByteBuffer into) {
        // A slice, so that offsets count from the frame's first byte and the byte order is the format's.
        ByteBuffer out = into.slice();
        out.putInt(MAGIC).put((byte) VERSION).put((byte) 0).putLong(groupKey);
        MessageWriter.member(out, frame.sender());
        MessageWriter.configuration(out, frame.configuration());
        out.putLong(frame.receivedUpTo()).putLong(frame.stableUpTo());
        MessageType type = writer.write(frame, out);
        out.put(TYPE_OFFSET, (byte) type.code);
        int end = out.position();
        out.putInt(checksumOf(out, end));
        into.position(into.position() + end + TRAILER_BYTES);
        return end + TRAILER_BYTES;
    }

    /** Reads the frame that the bytes between the buffer's position and limit are. The buffer stays as it is. */
    public Decoded decode(ByteBuffer datagram) {
        ByteBuffer in = datagram.slice();
        int end = in.limit() - TRAILER_BYTES;
        Reason refusal = refusal(in, end);
        if (refusal != null) {
            return new Malformed(refusal);
        }
        MessageType type = MessageType.of(in.get(TYPE_OFFSET));
        if (type == null) {
            return new Malformed(Reason.TYPE);
        }
        in.limit(end).position(SENDER_OFFSET);
        fields.reset(in);
        MemberId sender = fields.member();
        ConfigurationId configuration = fields.configurationOrNone();
        long receivedUpTo = fields.mark();
        long stableUpTo = fields.mark();
        fields.require(stableUpTo <= receivedUpTo);
        Message message = reader.read(type);
        Reason failure = fields.failure();
        if (failure != null || message == null) {
            return new Malformed(failure == null ? Reason.BAD_VALUE : failure);
        }
        if (in.hasRemaining()) {
            return new Malformed(Reason.TRAILING);
        }
        return new Ok(new Frame(sender, configuration, receivedUpTo, stableUpTo, message));
    }

    /** The cheapest checks first: a flood of foreign datagrams costs a few comparisons each. */
    private @Nullable Reason refusal(ByteBuffer in, int end) {
        if (end < HEADER_BYTES) {
            return Reason.TOO_SHORT;
        }
        if (in.getInt(0) != MAGIC) {
            return Reason.NOT_OURS;
        }
        if (in.get(4) != VERSION) {
            return Reason.VERSION;
        }
        if (in.getLong(GROUP_OFFSET) != groupKey) {
            return Reason.OTHER_GROUP;
        }
        return in.getInt(end) == checksumOf(in, end) ? null : Reason.CHECKSUM;
    }

    private int checksumOf(ByteBuffer bytes, int end) {
        int limit = bytes.limit();
        bytes.position(0).limit(end);
        checksum.reset();
        checksum.update(bytes);
        bytes.limit(limit);
        return (int) checksum.getValue();
    }
}
