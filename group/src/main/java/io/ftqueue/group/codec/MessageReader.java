package io.ftqueue.group.codec;

import io.ftqueue.group.codec.Decoded.Reason;
import io.ftqueue.group.message.Accept;
import io.ftqueue.group.message.Ack;
import io.ftqueue.group.message.CutEntry;
import io.ftqueue.group.message.Data;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.Install;
import io.ftqueue.group.message.Join;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.message.Message;
import io.ftqueue.group.message.Nak;
import io.ftqueue.group.message.PayloadGap;
import io.ftqueue.group.message.Plan;
import io.ftqueue.group.message.PlanGroup;
import io.ftqueue.group.message.Propose;
import io.ftqueue.group.message.Recovered;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.message.SlotRange;
import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the body of each type of message; null, with the reason in the {@link FieldReader}, if it is none. */
final class MessageReader {

    private final FieldReader in;

    MessageReader(FieldReader fields) {
        this.in = fields;
    }

    @Nullable
    Message read(MessageType type) {
        return switch (type) {
            case DATA -> data();
            case SLOT_ASSIGNMENT -> slotAssignment();
            case NAK -> nak();
            case ACK -> in.failed() ? null : new Ack();
            case HEARTBEAT -> heartbeat();
            case JOIN -> join();
            case PROPOSE -> propose();
            case ACCEPT -> accept();
            case PLAN -> plan();
            case RECOVERED -> recovered();
            case INSTALL -> install();
            case STATE_REQUEST -> stateRequest();
            case STATE_CHUNK -> stateChunk();
        };
    }

    private @Nullable Data data() {
        int origin = in.index();
        long localSeq = localSeq();
        int part = in.uint8();
        int parts = partsAbove(part);
        byte[] bytes = in.rest();
        return in.failed() ? null : new Data(origin, localSeq, part, parts, bytes);
    }

    private long localSeq() {
        long value = in.int64();
        in.require(value >= 1);
        return value;
    }

    private int partsAbove(int part) {
        int parts = in.uint8();
        in.require(parts <= MessageWriter.MAX_PARTS && part < parts);
        return parts;
    }

    private @Nullable SlotAssignment slotAssignment() {
        long slot = in.mark();
        long timestampMicros = in.int64();
        long acksWanted = in.int64();
        List<CutEntry> cut = cut(1);
        long previousTimestampMicros = in.int64();
        List<CutEntry> previousCut = cut(0);
        List<Data> inline = inline();
        return in.failed()
                ? null
                : new SlotAssignment(
                        slot, timestampMicros, cut, previousTimestampMicros, previousCut, acksWanted, inline);
    }

    /** An origin appears once: its mark says all there is to say of it. */
    private List<CutEntry> cut(int atLeast) {
        int count = in.count(in.uint8(), atLeast, Configuration.MAX_MEMBERS, MessageWriter.CUT_ENTRY_BYTES);
        if (count == 0) {
            return List.of();
        }
        var cut = new ArrayList<CutEntry>(count);
        long seen = 0;
        for (int i = 0; i < count; i++) {
            int origin = in.index();
            in.require((seen & 1L << origin) == 0);
            seen |= 1L << origin;
            cut.add(new CutEntry(origin, in.mark()));
        }
        return cut;
    }

    private List<Data> inline() {
        int count = in.count(in.uint8(), 0, MessageWriter.MAX_INLINE, MessageWriter.INLINE_BYTES);
        if (count == 0) {
            return List.of();
        }
        var inline = new ArrayList<Data>(count);
        for (int i = 0; i < count && !in.failed(); i++) {
            int origin = in.index();
            long localSeq = localSeq();
            int part = in.uint8();
            int parts = partsAbove(part);
            inline.add(new Data(origin, localSeq, part, parts, in.bytes(in.uint16())));
        }
        return inline;
    }

    private @Nullable Nak nak() {
        int ranges = in.count(in.uint16(), 0, MessageWriter.MAX_GAPS, MessageWriter.RANGE_BYTES);
        var slots = new ArrayList<SlotRange>(ranges);
        for (int i = 0; i < ranges; i++) {
            long from = in.mark();
            long to = in.mark();
            in.require(from <= to);
            slots.add(new SlotRange(from, to));
        }
        int gaps = in.count(in.uint16(), 0, MessageWriter.MAX_GAPS, MessageWriter.GAP_BYTES);
        var payloads = new ArrayList<PayloadGap>(gaps);
        for (int i = 0; i < gaps; i++) {
            int origin = in.index();
            long from = localSeq();
            long to = localSeq();
            in.require(from <= to);
            payloads.add(new PayloadGap(origin, from, to, in.int64()));
        }
        return in.failed() ? null : new Nak(slots, payloads);
    }

    private @Nullable Heartbeat heartbeat() {
        long number = in.mark();
        MemberState state = state();
        long epoch = in.mark();
        long highestSeen = in.mark();
        List<MemberId> heard = in.members(0);
        List<MemberId> members = in.members(0);
        String name = in.name();
        return in.failed() ? null : new Heartbeat(number, state, epoch, highestSeen, heard, members, name);
    }

    private MemberState state() {
        int code = in.uint8();
        return switch (code) {
            case 0 -> MemberState.OPERATIONAL;
            case 1 -> MemberState.GATHER;
            case 2 -> MemberState.ACCEPTED;
            case 3 -> MemberState.RECOVER;
            default -> {
                in.fail(Reason.BAD_VALUE);
                yield MemberState.GATHER;
            }
        };
    }

    private @Nullable Join join() {
        List<MemberId> candidates = in.members(1);
        long epoch = in.mark();
        ConfigurationId promised = in.configurationOrNone();
        return in.failed() ? null : new Join(candidates, epoch, promised);
    }

    private @Nullable Propose propose() {
        ConfigurationId proposal = in.configuration();
        List<MemberId> members = in.members(1);
        return in.failed() ? null : new Propose(proposal, members);
    }

    private @Nullable Accept accept() {
        ConfigurationId proposal = in.configuration();
        long lastTimestampMicros = in.int64();
        return in.failed() ? null : new Accept(proposal, lastTimestampMicros);
    }

    private @Nullable Plan plan() {
        ConfigurationId proposal = in.configuration();
        List<MemberId> members = in.members(1);
        int count = in.count(in.uint8(), 0, members.size(), MessageWriter.PLAN_GROUP_BYTES);
        var groups = new ArrayList<PlanGroup>(count);
        long grouped = 0;
        for (int i = 0; i < count && !in.failed(); i++) {
            ConfigurationId from = in.configuration();
            long bits = in.int64();
            in.require(bits != 0 && (bits & grouped) == 0);
            grouped |= bits;
            long target = in.mark();
            int donor = in.index();
            in.require((bits & 1L << donor) != 0);
            List<MemberId> group = select(members, bits);
            if (!in.failed()) {
                groups.add(new PlanGroup(from, group, target, members.get(donor)));
            }
        }
        long firstSlot = in.mark();
        in.require(firstSlot >= 1);
        long timestampFloorMicros = in.int64();
        return in.failed() ? null : new Plan(proposal, members, groups, firstSlot, timestampFloorMicros);
    }

    /** The members whose bits are set; all bits must be those of members. */
    private List<MemberId> select(List<MemberId> members, long bits) {
        if (members.size() < Long.SIZE && bits >>> members.size() != 0) {
            in.fail(Reason.BAD_VALUE);
            return List.of();
        }
        var selected = new ArrayList<MemberId>(Long.bitCount(bits));
        for (int i = 0; i < members.size(); i++) {
            if ((bits & 1L << i) != 0) {
                selected.add(members.get(i));
            }
        }
        return selected;
    }

    private @Nullable Recovered recovered() {
        ConfigurationId proposal = in.configuration();
        return in.failed() ? null : new Recovered(proposal);
    }

    private @Nullable Install install() {
        ConfigurationId proposal = in.configuration();
        return in.failed() ? null : new Install(proposal);
    }

    private @Nullable StateRequest stateRequest() {
        long exchangeSlot = in.mark();
        int heldBefore = in.int32();
        int fromChunk = in.int32();
        int chunks = in.int32();
        in.require(heldBefore >= 0 && fromChunk >= heldBefore && chunks >= 1);
        return in.failed() ? null : new StateRequest(exchangeSlot, heldBefore, fromChunk, chunks);
    }

    private @Nullable StateChunk stateChunk() {
        long exchangeSlot = in.mark();
        int chunk = in.int32();
        int chunks = in.int32();
        in.require(chunk >= 0 && (chunks == 0 || chunk < chunks));
        byte[] bytes = in.rest();
        return in.failed() ? null : new StateChunk(exchangeSlot, chunk, chunks, bytes);
    }
}
