package io.ftqueue.group.replication;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.nio.ByteBuffer;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a member says of its state after a configuration change, as an ordered message.
 *
 * @param context what its state has executed
 * @param stateHash the hash of its state
 */
record StateAnnouncement(Context context, long stateHash) {

    private static final int ENTRY_BYTES = 4 * Long.BYTES;

    /** The bytes of an announcement, after {@code room} bytes left free. */
    byte[] encode(int room) {
        ByteBuffer buffer =
                ByteBuffer.allocate(room + Long.BYTES + context.upTo().size() * ENTRY_BYTES);
        buffer.position(room);
        buffer.putLong(stateHash);
        context.upTo()
                .forEach((configuration, slot) -> buffer.putLong(configuration.epoch())
                        .putLong(configuration.representative().server())
                        .putLong(configuration.representative().incarnation())
                        .putLong(slot));
        return buffer.array();
    }

    /** The announcement in the bytes from {@code offset}; null if they are none. */
    static @Nullable StateAnnouncement decode(byte[] bytes, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
        if (buffer.remaining() < Long.BYTES || (buffer.remaining() - Long.BYTES) % ENTRY_BYTES != 0) {
            return null;
        }
        long hash = buffer.getLong();
        TreeMap<ConfigurationId, Long> upTo = new TreeMap<>();
        while (buffer.hasRemaining()) {
            long epoch = buffer.getLong();
            MemberId representative = new MemberId(buffer.getLong(), buffer.getLong());
            upTo.put(new ConfigurationId(epoch, representative), buffer.getLong());
        }
        return new StateAnnouncement(new Context(upTo), hash);
    }
}
