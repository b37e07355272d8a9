package io.ftqueue.group.replication;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.nio.ByteBuffer;
import java.util.List;

/** Tells a {@link Recorder} what happens to a replica's state, as records that {@link Recovery} reads. */
final class Chronicle {

    /** A configuration was entered: its id and first slot, the time of the last slot before it, and its members. */
    static final byte CONFIGURATION = 1;
    /** A payload was executed: slot, index, time, origin; the body is the payload. */
    static final byte EXECUTED = 2;
    /** What has been executed and who may hold it; the body is an announcement. */
    static final byte HISTORY = 3;
    /** The state is going to be replaced: own branch, what was known, and the branches. */
    static final byte BRANCHES = 4;
    /** A piece of the image of a branch. */
    static final byte PIECE = 5;
    /** The state has been replaced by the join of the branches; the body is an announcement. */
    static final byte REPLACED = 6;

    /** All payloads of the slots executed so far are here. */
    static final byte WHOLE = 7;

    /** What was executed of the slot before did not count: the process ended within it. */
    static final byte ABANDONED = 8;

    private static final byte[] NOTHING = {};
    private static final int EXECUTED_BYTES = 1 + Long.BYTES + Integer.BYTES + 3 * Long.BYTES;
    private static final int PIECE_BYTES = 1 + Integer.BYTES;

    private final Recorder recorder;
    private final boolean on;
    private final ByteBuffer head = ByteBuffer.allocate(EXECUTED_BYTES);
    private final byte[] kind = new byte[1];

    /** Something was executed since the last {@link #whole}. */
    private boolean executing;

    Chronicle(Recorder recorder) {
        this.recorder = recorder;
        this.on = recorder.records();
    }

    void entered(Configuration configuration, long timestampMicros) {
        if (on) {
            recorder.append(kind(CONFIGURATION), 1, encode(configuration, timestampMicros));
        }
    }

    void executed(Delivery.Message message) {
        if (on) {
            head.clear();
            head.put(EXECUTED)
                    .putLong(message.slot())
                    .putInt(message.index())
                    .putLong(message.timestampMicros())
                    .putLong(message.origin().server())
                    .putLong(message.origin().incarnation());
            recorder.append(head.array(), head.position(), message.payload());
            executing = true;
        }
    }

    /** To be called when no slot is executed in part. */
    void whole() {
        if (executing) {
            executing = false;
            recorder.append(kind(WHOLE), 1, NOTHING);
        }
    }

    /** To be called first if the records of an earlier life end within a slot. */
    void abandoned() {
        if (on) {
            recorder.append(kind(ABANDONED), 1, NOTHING);
        }
    }

    void history(StateAnnouncement history) {
        if (on) {
            recorder.append(kind(HISTORY), 1, history.encode());
        }
    }

    void branches(List<StateMachine.Branch> branches, int own, Context known) {
        if (on) {
            recorder.append(kind(BRANCHES), 1, encode(branches, own, known));
        }
    }

    void piece(int branch, byte[] piece) {
        if (on) {
            head.clear();
            head.put(PIECE).putInt(branch);
            recorder.append(head.array(), PIECE_BYTES, piece);
        }
    }

    void replaced(StateAnnouncement history) {
        if (on) {
            recorder.append(kind(REPLACED), 1, history.encode());
        }
    }

    /** The records that make a blank state what a state is now. */
    static Checkpoint checkpoint(
            StateAnnouncement history, Configuration configuration, long timestampMicros, StateMachine.Snapshot state) {
        Context context = history.context();
        var branch = new StateMachine.Branch(context, history.stateHash(), List.of(configuration.member(0)));
        List<byte[]> first = List.of(record(BRANCHES, encode(List.of(branch), -1, Context.BLANK)));
        List<byte[]> last = List.of(
                record(REPLACED, history.encode()), record(CONFIGURATION, encode(configuration, timestampMicros)));
        return new Checkpoint(first, state.image(Context.BLANK, context), last);
    }

    /** A record with a piece of the only branch. */
    static byte[] piece(byte[] piece) {
        return ByteBuffer.allocate(PIECE_BYTES + piece.length)
                .put(PIECE)
                .putInt(0)
                .put(piece)
                .array();
    }

    private static byte[] record(byte kind, byte[] body) {
        return ByteBuffer.allocate(1 + body.length).put(kind).put(body).array();
    }

    private byte[] kind(byte of) {
        kind[0] = of;
        return kind;
    }

    private static byte[] encode(Configuration configuration, long timestampMicros) {
        ByteBuffer out = ByteBuffer.allocate(5 * Long.BYTES + configuration.size() * 2 * Long.BYTES);
        put(out, configuration.id());
        out.putLong(configuration.firstSlot()).putLong(timestampMicros);
        configuration.members().forEach(member -> put(out, member));
        return out.array();
    }

    private static byte[] encode(List<StateMachine.Branch> branches, int own, Context known) {
        byte[] ofKnown = context(known);
        List<byte[]> contexts =
                branches.stream().map(branch -> context(branch.context())).toList();
        int bytes = 3 * Integer.BYTES + ofKnown.length;
        for (int i = 0; i < branches.size(); i++) {
            bytes += Integer.BYTES + contexts.get(i).length + Long.BYTES + Integer.BYTES;
            bytes += branches.get(i).holders().size() * 2 * Long.BYTES;
        }
        ByteBuffer out = ByteBuffer.allocate(bytes);
        out.putInt(own).putInt(ofKnown.length).put(ofKnown).putInt(branches.size());
        for (int i = 0; i < branches.size(); i++) {
            StateMachine.Branch branch = branches.get(i);
            out.putInt(contexts.get(i).length).put(contexts.get(i)).putLong(branch.stateHash());
            out.putInt(branch.holders().size());
            branch.holders().forEach(member -> put(out, member));
        }
        return out.array();
    }

    /** A context travels as an announcement of it alone. */
    private static byte[] context(Context context) {
        var past = new History.Past(context, History.Past.BLANK.digests());
        return new StateAnnouncement(0, 0, past, Roster.EMPTY).encode();
    }

    private static void put(ByteBuffer out, ConfigurationId id) {
        out.putLong(id.epoch());
        put(out, id.representative());
    }

    private static void put(ByteBuffer out, MemberId member) {
        out.putLong(member.server()).putLong(member.incarnation());
    }
}
