package io.ftqueue.group.replication;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.Dot;
import io.ftqueue.group.model.MemberId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a member says of its state at the beginning of an exchange, as an ordered control message.
 *
 * @param stateVersion the version of its image format
 * @param stateHash the hash of its state
 * @param past what its state has executed
 * @param roster who may hold a state of that history
 * @param hollow whether the member has lost a state that it had, so that the one it has does not count
 */
record StateAnnouncement(int stateVersion, long stateHash, History.Past past, Roster roster, boolean hollow) {

    /** What is said by one whose announcement cannot be read: it runs another program. */
    static final StateAnnouncement UNREADABLE = new StateAnnouncement(-1, 0, History.Past.BLANK, Roster.EMPTY);

    private static final byte LAYOUT = 2;
    private static final int MEMBER_BYTES = 2 * Long.BYTES;
    private static final int DOT_BYTES = MEMBER_BYTES + 2 * Long.BYTES;
    private static final int ENTRY_BYTES = DOT_BYTES + 2 * Long.BYTES;
    private static final int HEAD_BYTES = 4 + Integer.BYTES + Long.BYTES + 4 * Integer.BYTES + DOT_BYTES;

    /** Of a member that has all the state it should have. */
    StateAnnouncement(int stateVersion, long stateHash, History.Past past, Roster roster) {
        this(stateVersion, stateHash, past, roster, false);
    }

    /** The same of a member that has lost its state. */
    StateAnnouncement asHollow() {
        return new StateAnnouncement(stateVersion, stateHash, past, roster, true);
    }

    /** What its state has executed. */
    Context context() {
        return past.context();
    }

    /** The hash after the last slot executed in a configuration. */
    long digest(ConfigurationId configuration) {
        return past.digests().getOrDefault(configuration, 0L);
    }

    /** The bytes of an announcement. */
    byte[] encode() {
        Context context = past.context();
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES
                + context.bases().size() * DOT_BYTES
                + context.upTo().size() * ENTRY_BYTES
                + roster.members().size() * MEMBER_BYTES
                + roster.forgotten().size() * (MEMBER_BYTES + DOT_BYTES));
        Dot marker = context.marker();
        out.put(LAYOUT).putInt(stateVersion).putLong(stateHash).put((byte) (hollow ? 1 : 0));
        out.put((byte) (context.shortened() ? 1 : 0)).put((byte) (marker == null ? 0 : 1));
        dot(out, marker == null ? new Dot(ConfigurationId.NONE, 0) : marker);
        out.putInt(context.bases().size());
        context.bases().forEach(base -> dot(out, base));
        out.putInt(context.upTo().size());
        context.upTo().forEach((configuration, slot) -> {
            dot(out, new Dot(configuration, slot));
            out.putLong(past.digests().getOrDefault(configuration, 0L));
            out.putLong(context.past().getOrDefault(configuration, 0L));
        });
        out.putInt(roster.members().size());
        roster.members().forEach(member -> member(out, member));
        out.putInt(roster.forgotten().size());
        roster.forgotten().forEach((member, at) -> {
            member(out, member);
            dot(out, at);
        });
        return out.array();
    }

    /** The announcement in these bytes; null if they are none. */
    static @Nullable StateAnnouncement decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() != LAYOUT) {
                return null;
            }
            int version = in.getInt();
            long hash = in.getLong();
            boolean hollow = in.get() != 0;
            History.Past past = past(in);
            Roster roster = roster(in);
            return in.hasRemaining() ? null : new StateAnnouncement(version, hash, past, roster, hollow);
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    private static History.Past past(ByteBuffer in) {
        boolean shortened = in.get() != 0;
        boolean marked = in.get() != 0;
        Dot marker = dot(in);
        var bases = new TreeSet<Dot>();
        for (int left = in.getInt(); left > 0; left--) {
            bases.add(dot(in));
        }
        SortedMap<ConfigurationId, Long> upTo = new TreeMap<>();
        SortedMap<ConfigurationId, Long> atMarker = new TreeMap<>();
        SortedMap<ConfigurationId, Long> digests = new TreeMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            Dot last = dot(in);
            upTo.put(last.configuration(), last.slot());
            digests.put(last.configuration(), in.getLong());
            long slot = in.getLong();
            if (slot > 0) {
                atMarker.put(last.configuration(), slot);
            }
        }
        Context context = new Context(upTo, bases, marked ? marker : null, atMarker, shortened);
        return new History.Past(context, digests);
    }

    private static Roster roster(ByteBuffer in) {
        var members = new TreeSet<MemberId>();
        for (int left = in.getInt(); left > 0; left--) {
            members.add(member(in));
        }
        var forgotten = new TreeMap<MemberId, Dot>();
        for (int left = in.getInt(); left > 0; left--) {
            forgotten.put(member(in), dot(in));
        }
        return new Roster(members, forgotten);
    }

    private static void member(ByteBuffer out, MemberId member) {
        out.putLong(member.server()).putLong(member.incarnation());
    }

    private static MemberId member(ByteBuffer in) {
        return new MemberId(in.getLong(), in.getLong());
    }

    private static void dot(ByteBuffer out, Dot dot) {
        out.putLong(dot.configuration().epoch());
        member(out, dot.configuration().representative());
        out.putLong(dot.slot());
    }

    private static Dot dot(ByteBuffer in) {
        long epoch = in.getLong();
        return new Dot(new ConfigurationId(epoch, member(in)), in.getLong());
    }
}
