package io.ftqueue.group.codec;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.message.Accept;
import io.ftqueue.group.message.Ack;
import io.ftqueue.group.message.CutEntry;
import io.ftqueue.group.message.Data;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.Install;
import io.ftqueue.group.message.Join;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.message.MessageHandler;
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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** Writes the body of each type of message. A handler, so that a new message does not compile until it has a layout. */
final class MessageWriter implements MessageHandler {

    static final int MAX_PARTS = GroupConfig.MAX_PARTS;
    static final int MAX_INLINE = 255;
    static final int MAX_GAPS = 256;
    static final int MAX_NAME_BYTES = 255;
    static final int CUT_ENTRY_BYTES = 9;
    static final int INLINE_BYTES = 13;
    static final int RANGE_BYTES = 16;
    static final int GAP_BYTES = 25;
    static final int PLAN_GROUP_BYTES = 41;
    private static final int MAX_INLINE_BYTES = 0xffff;

    private ByteBuffer out = ByteBuffer.allocate(0);
    private MessageType written = MessageType.ACK;

    /** Appends the body of the frame's message and says what type it is. */
    MessageType write(Frame frame, ByteBuffer into) {
        out = into;
        frame.message().accept(frame, this);
        return written;
    }

    static void member(ByteBuffer out, MemberId member) {
        out.putLong(member.server()).putLong(member.incarnation());
    }

    static void configuration(ByteBuffer out, ConfigurationId id) {
        out.putLong(id.epoch());
        member(out, id.representative());
    }

    @Override
    public void onData(Frame frame, Data data) {
        written = MessageType.DATA;
        dataHeader(data);
        out.put(data.bytes());
    }

    private void dataHeader(Data data) {
        out.put((byte) data.origin()).putLong(data.localSeq());
        out.put((byte) data.part()).put((byte) data.parts());
    }

    @Override
    public void onSlotAssignment(Frame frame, SlotAssignment assignment) {
        written = MessageType.SLOT_ASSIGNMENT;
        out.putLong(assignment.slot()).putLong(assignment.timestampMicros()).putLong(assignment.acksWanted());
        cut(assignment.cut());
        out.putLong(assignment.previousTimestampMicros());
        cut(assignment.previousCut());
        List<Data> inline = assignment.inline();
        out.put((byte) checked(inline.size(), MAX_INLINE, "inline payloads"));
        for (int i = 0; i < inline.size(); i++) {
            Data data = inline.get(i);
            dataHeader(data);
            out.putShort((short) checked(data.bytes().length, MAX_INLINE_BYTES, "bytes inline"));
            out.put(data.bytes());
        }
    }

    private void cut(List<CutEntry> cut) {
        out.put((byte) checked(cut.size(), Configuration.MAX_MEMBERS, "cut entries"));
        for (int i = 0; i < cut.size(); i++) {
            CutEntry entry = cut.get(i);
            out.put((byte) entry.origin()).putLong(entry.upTo());
        }
    }

    @Override
    public void onNak(Frame frame, Nak nak) {
        written = MessageType.NAK;
        out.putShort((short) checked(nak.slots().size(), MAX_GAPS, "slot ranges"));
        for (SlotRange range : nak.slots()) {
            out.putLong(range.from()).putLong(range.to());
        }
        out.putShort((short) checked(nak.payloads().size(), MAX_GAPS, "payload gaps"));
        for (PayloadGap gap : nak.payloads()) {
            out.put((byte) gap.origin()).putLong(gap.from()).putLong(gap.to()).putLong(gap.missingParts());
        }
    }

    @Override
    public void onAck(Frame frame, Ack ack) {
        written = MessageType.ACK;
    }

    @Override
    public void onHeartbeat(Frame frame, Heartbeat heartbeat) {
        written = MessageType.HEARTBEAT;
        out.putLong(heartbeat.number());
        out.put((byte) stateCode(heartbeat.state())).putLong(heartbeat.epoch()).putLong(heartbeat.highestSeen());
        members(heartbeat.heard());
        members(heartbeat.members());
        byte[] name = heartbeat.name().getBytes(StandardCharsets.UTF_8);
        out.put((byte) checked(name.length, MAX_NAME_BYTES, "bytes of name")).put(name);
    }

    private static int stateCode(MemberState state) {
        return switch (state) {
            case OPERATIONAL -> 0;
            case GATHER -> 1;
            case ACCEPTED -> 2;
            case RECOVER -> 3;
        };
    }

    @Override
    public void onJoin(Frame frame, Join join) {
        written = MessageType.JOIN;
        members(join.candidates());
        out.putLong(join.epoch());
        configuration(out, join.promised());
    }

    @Override
    public void onPropose(Frame frame, Propose propose) {
        written = MessageType.PROPOSE;
        configuration(out, propose.proposal());
        members(propose.members());
    }

    @Override
    public void onAccept(Frame frame, Accept accept) {
        written = MessageType.ACCEPT;
        configuration(out, accept.proposal());
        out.putLong(accept.lastTimestampMicros());
    }

    @Override
    public void onPlan(Frame frame, Plan plan) {
        written = MessageType.PLAN;
        configuration(out, plan.proposal());
        members(plan.members());
        out.put((byte) checked(plan.groups().size(), plan.members().size(), "groups"));
        for (PlanGroup group : plan.groups()) {
            configuration(out, group.from());
            long bits = 0;
            for (MemberId member : group.members()) {
                bits |= 1L << indexIn(plan.members(), member);
            }
            out.putLong(bits).putLong(group.target()).put((byte) indexIn(plan.members(), group.donor()));
        }
        out.putLong(plan.firstSlot()).putLong(plan.timestampFloorMicros());
    }

    private static int indexIn(List<MemberId> members, MemberId member) {
        int index = Collections.binarySearch(members, member);
        if (index < 0) {
            throw new IllegalArgumentException(member + " is none of the plan's members " + members);
        }
        return index;
    }

    @Override
    public void onRecovered(Frame frame, Recovered recovered) {
        written = MessageType.RECOVERED;
        configuration(out, recovered.proposal());
    }

    @Override
    public void onInstall(Frame frame, Install install) {
        written = MessageType.INSTALL;
        configuration(out, install.proposal());
    }

    @Override
    public void onStateRequest(Frame frame, StateRequest request) {
        written = MessageType.STATE_REQUEST;
        out.putLong(request.exchangeSlot()).putInt(request.heldBefore());
        out.putInt(request.fromChunk()).putInt(request.chunks());
    }

    @Override
    public void onStateChunk(Frame frame, StateChunk chunk) {
        written = MessageType.STATE_CHUNK;
        out.putLong(chunk.exchangeSlot()).putInt(chunk.chunk()).putInt(chunk.chunks());
        out.put(chunk.bytes());
    }

    private void members(List<MemberId> members) {
        out.put((byte) checked(members.size(), Configuration.MAX_MEMBERS, "members"));
        for (int i = 0; i < members.size(); i++) {
            member(out, members.get(i));
        }
    }

    private static int checked(int count, int atMost, String what) {
        if (count > atMost) {
            throw new IllegalArgumentException("a frame holds at most " + atMost + " " + what + ", not " + count);
        }
        return count;
    }
}
