package io.ftqueue.group;

import io.ftqueue.group.message.Ack;
import io.ftqueue.group.message.CutEntry;
import io.ftqueue.group.message.Data;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Nak;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.ordering.OrderLog;
import io.ftqueue.group.recovery.Acknowledgements;
import io.ftqueue.group.recovery.BackoffTimer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A member's part in ordering the slots of one configuration: issuing when it is its turn, delivering, asking for what
 * is missing, repeating what others may have missed. The turn itself is the token: issuing slot k passes it on, and a
 * member whose turn it is while nothing waits just keeps it, so an idle group is silent.
 */
final class ConfigurationOrder {

    private static final long MILLI = 1_000_000L;
    private static final long LOSS_REMEMBERED_NANOS = 500 * MILLI;
    private static final int REPEATED_PAYLOADS = 4;
    /** The own payload is repeated first; that of another only if even its origin's repetitions did not help. */
    private static final int RELAY_FROM_ATTEMPT = 3;

    private static final int MANY_MEMBERS = 16;
    private static final int SLOT_FRAME_BYTES = 160;
    private static final int CUT_ENTRY_BYTES = 10;
    private static final int INLINE_DATA_BYTES = 24;

    private final GroupConfig config;
    private final Configuration configuration;
    private final int self;
    private final Lane lane;
    private final OrderLog log;
    private final Acknowledgements acknowledgements;
    private final GapRequests gapRequests;
    private final Retransmitter retransmitter;
    private final BackoffTimer slotTimer;
    private final BackoffTimer payloadTimer;
    private final ArrayDeque<byte[]> submitted = new ArrayDeque<>();

    private long submittedBytes;
    private long nextLocalSeq = 1;
    /** The slot being sent counts as received though its payloads are executed only afterwards. */
    private long receivedUpTo;

    private boolean frozen;
    private long recoverUpTo = Long.MIN_VALUE;
    private int donor = -1;
    private @Nullable SlotAssignment lastIssued;
    private @Nullable SlotAssignment lastDelivered;
    private long acknowledgeSlot = Long.MAX_VALUE;
    private int acknowledgeTo;
    private long lossSeenNanos;
    private boolean lossSeen;

    ConfigurationOrder(
            GroupConfig config,
            Configuration configuration,
            int self,
            long timestampFloorMicros,
            Lane lane,
            RandomGenerator random) {
        this.config = config;
        this.configuration = configuration;
        this.self = self;
        this.lane = lane;
        this.log = new OrderLog(configuration, self, 2 * config.slotWindow(), timestampFloorMicros);
        this.acknowledgements = new Acknowledgements(configuration.size(), self, configuration.firstSlot() - 1);
        this.gapRequests = new GapRequests(config, configuration, self, log, lane, random);
        this.retransmitter = new Retransmitter(configuration, log, lane);
        this.slotTimer = new BackoffTimer(config.repeatNanos(), config.suspectAfterNanos() / 4);
        this.payloadTimer = new BackoffTimer(2 * config.repeatNanos(), config.suspectAfterNanos() / 4);
        receivedUpTo = log.receivedUpTo();
    }

    Configuration configuration() {
        return configuration;
    }

    Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    long receivedUpTo() {
        return receivedUpTo;
    }

    long highestSeen() {
        return log.highestSeen();
    }

    long lastTimestampMicros() {
        return log.lastTimestampMicros();
    }

    /** Whether something waits for a slot. */
    boolean hasUnordered() {
        return log.hasUnordered();
    }

    /** The position of the member whose turn it is. */
    int turn() {
        return configuration.sequencerOf(log.receivedUpTo() + 1);
    }

    int self() {
        return self;
    }

    /** Whether slots are known of that are not here. */
    boolean missesSlots() {
        return log.highestSeen() > log.receivedUpTo();
    }

    /** Whether stability allows another slot to be issued. */
    boolean windowOpen() {
        return log.receivedUpTo() + 1 - acknowledgements.stableUpTo() <= config.slotWindow();
    }

    boolean accepts(int bytes) {
        return submittedBytes + log.ownRetainedBytes() + bytes <= config.originWindowBytes();
    }

    void submit(byte[] payload) {
        submitted.add(payload);
        submittedBytes += payload.length;
    }

    /** The own payloads that were never ordered, in order. */
    List<byte[]> unordered() {
        List<byte[]> all = log.ownUnordered();
        all.addAll(submitted);
        return all;
    }

    /** A promise binds to what is held now: the target of an earlier attempt no longer counts. */
    void freeze() {
        frozen = true;
        recoverUpTo = log.receivedUpTo();
        donor = -1;
    }

    /** Frozen, gets the slots up to {@code target}, and none above, from the donor. */
    void recover(long target, MemberId from) {
        recoverUpTo = target;
        donor = configuration.indexOf(from);
        log.recover();
    }

    void onHeader(int sender, Frame frame, long highestSeen) {
        if (!frozen) {
            acknowledgements.received(sender, frame.receivedUpTo());
            acknowledgements.stable(frame.stableUpTo());
            log.seen(Math.max(frame.receivedUpTo(), highestSeen));
        }
    }

    void onData(Data data, long nowNanos) {
        if (frozen && donor < 0) {
            lane.count(GroupCounter.FRAMES_WHILE_FROZEN);
        } else if (log.add(data)) {
            progress(nowNanos);
        }
    }

    void onSlot(int sender, SlotAssignment slot, long nowNanos) {
        if (frozen && slot.slot() > recoverUpTo) {
            lane.count(GroupCounter.FRAMES_WHILE_FROZEN);
            return;
        }
        if (log.add(slot)) {
            progress(nowNanos);
        }
        if (!frozen && (slot.acksWanted() & 1L << self) != 0) {
            acknowledgeSlot = slot.slot();
            acknowledgeTo = sender;
        }
    }

    void onNak(int sender, Nak nak, long nowNanos) {
        lane.count(GroupCounter.NAKS_RECEIVED);
        lossSeen = true;
        lossSeenNanos = nowNanos;
        retransmitter.onNak(sender, nak, nowNanos);
    }

    /**
     * Does what is due.
     *
     * @param mayIssue the member is operational
     */
    void tick(long nowNanos, boolean mayIssue) {
        if (!frozen && mayIssue) {
            flush(nowNanos);
            repeat(nowNanos);
        }
        if (!frozen) {
            acknowledge();
        }
        if (frozen) {
            gapRequests.ask(nowNanos, recoverUpTo, donor);
        } else {
            gapRequests.ask(nowNanos);
        }
    }

    /** Forgets what everyone holds. */
    void release() {
        log.release(acknowledgements.stableUpTo());
    }

    /** When the next tick is due; what only an operational member repeats is not due while it is none. */
    long nextDeadlineNanos(boolean mayIssue, long otherwise) {
        long next = gapRequests.nextDeadlineNanos(otherwise);
        return mayIssue && !frozen ? payloadTimer.earlier(slotTimer.earlier(next)) : next;
    }

    /** Sends what was submitted: in the own slot if it is this member's turn, else ahead of the slot of another. */
    private void flush(long nowNanos) {
        // The window is judged by what is stable: make the room first that it promises.
        release();
        long next = log.receivedUpTo() + 1;
        boolean mine = configuration.sequencerOf(next) == self && log.find(next) == null && windowOpen();
        List<Data> inline = List.of();
        if (!submitted.isEmpty()) {
            inline = number(mine, nowNanos);
        }
        if (mine) {
            List<CutEntry> cut = log.cut();
            if (!cut.isEmpty()) {
                issue(next, cut, inline, nowNanos);
            }
        }
    }

    /** Numbers and sends what was submitted; returns what is to travel in the own slot instead. */
    private List<Data> number(boolean mine, long nowNanos) {
        List<Data> inline = new ArrayList<>();
        int room = mine ? config.maxFrameBytes() - SLOT_FRAME_BYTES - 2 * CUT_ENTRY_BYTES * cutSize() : 0;
        while (!submitted.isEmpty() && log.hasRoomForOwn(nextLocalSeq)) {
            byte[] payload = submitted.removeFirst();
            submittedBytes -= payload.length;
            long seq = nextLocalSeq++;
            int parts = Math.max(1, (payload.length + config.partBytes() - 1) / config.partBytes());
            for (int part = 0; part < parts; part++) {
                Data data = new Data(self, seq, part, parts, slice(payload, part, parts));
                log.add(data);
                if (parts == 1 && payload.length + INLINE_DATA_BYTES <= room) {
                    room -= payload.length + INLINE_DATA_BYTES;
                    inline.add(data);
                } else if (configuration.size() > 1) {
                    lane.multicast(data);
                }
            }
        }
        payloadTimer.arm(nowNanos, 0);
        return inline;
    }

    private int cutSize() {
        return Math.min(configuration.size(), MANY_MEMBERS);
    }

    private byte[] slice(byte[] payload, int part, int parts) {
        if (parts == 1) {
            return payload;
        }
        int from = part * config.partBytes();
        int length = Math.min(config.partBytes(), payload.length - from);
        byte[] slice = new byte[length];
        System.arraycopy(payload, from, slice, 0, length);
        return slice;
    }

    private void issue(long next, List<CutEntry> cut, List<Data> inline, long nowNanos) {
        SlotAssignment before = lastDelivered;
        boolean tell = before != null && before.slot() == next - 1 && configuration.size() <= MANY_MEMBERS;
        long time = Math.max(lane.wallMicros(nowNanos), log.lastTimestampMicros() + 1);
        SlotAssignment slot = new SlotAssignment(
                next,
                time,
                cut,
                tell && before != null ? before.timestampMicros() : 0,
                tell && before != null ? before.cut() : List.of(),
                acksWanted(cut),
                inline);
        Invariant.check(log.add(slot), "slot %d was issued before, released up to %d", next, log.releasedUpTo());
        receivedUpTo = next;
        acknowledgements.received(self, next);
        lane.issuing(slot);
        lane.count(GroupCounter.SLOTS_ISSUED);
        if (configuration.size() > 1) {
            lane.multicast(slot);
            if (lossSeen && nowNanos - lossSeenNanos < LOSS_REMEMBERED_NANOS) {
                // Whoever is next must not miss it: its silence would stop the ring.
                lane.send(configuration.member(configuration.sequencerOf(next + 1)), slot);
            }
            lastIssued = slot;
            slotTimer.disarm();
            slotTimer.arm(nowNanos, 0);
        }
        progress(nowNanos);
    }

    /**
     * Who must acknowledge at once for the reply to leave. A payload of another origin is held by its origin and, when
     * that has the slot, by this member too: with F = 1 its gateway needs nobody's word.
     */
    private long acksWanted(List<CutEntry> cut) {
        int wanted = Math.min(config.failuresTolerated(), configuration.size() - 1);
        if (wanted < 2 && cut.get(0).origin() != self) {
            return 0;
        }
        long mask = 0;
        for (int i = 1; i <= wanted; i++) {
            mask |= 1L << (self + i) % configuration.size();
        }
        return mask;
    }

    private void progress(long nowNanos) {
        boolean advanced = false;
        while (log.receivedUpTo() < deliverLimit() && log.deliverNext(lane)) {
            advanced = true;
            SlotAssignment slot = log.find(log.receivedUpTo());
            if (slot != null) {
                lastDelivered = slot;
                lane.delivered(slot);
            }
        }
        if (!advanced) {
            return;
        }
        receivedUpTo = log.receivedUpTo();
        if (!frozen) {
            acknowledgements.received(self, receivedUpTo);
        }
        gapRequests.progressed();
        payloadTimer.disarm();
        if (log.hasUnordered()) {
            payloadTimer.arm(nowNanos, 0);
        }
    }

    /** A frozen member delivers nothing of its own accord, and in recovery nothing the others do not deliver. */
    private long deliverLimit() {
        return frozen ? recoverUpTo : Long.MAX_VALUE;
    }

    private void acknowledge() {
        if (acknowledgeSlot <= receivedUpTo) {
            SlotAssignment issued = lastIssued;
            boolean told = issued != null && issued.slot() > acknowledgeSlot;
            if (!told) {
                lane.count(GroupCounter.ACKS_SENT);
                if (config.failuresTolerated() > 1) {
                    lane.multicast(new Ack());
                } else {
                    lane.send(configuration.member(acknowledgeTo), new Ack());
                }
            }
            acknowledgeSlot = Long.MAX_VALUE;
        }
    }

    private void repeat(long nowNanos) {
        SlotAssignment issued = lastIssued;
        if (issued != null && slotTimer.armed()) {
            long behind = acknowledgements.behind(issued.slot());
            if (behind == 0 || log.highestSeen() > issued.slot()) {
                slotTimer.disarm();
            } else if (slotTimer.due(nowNanos)) {
                lane.count(GroupCounter.SLOTS_REPEATED);
                lane.multicast(withAcksWanted(issued, behind));
            }
        }
        if (!log.hasUnordered()) {
            payloadTimer.disarm();
        } else {
            payloadTimer.arm(nowNanos, 0);
            if (payloadTimer.due(nowNanos)) {
                repeatUnordered();
            }
        }
    }

    /** Nobody orders a payload it does not hold: bring those that wait to the member whose turn it is. */
    private void repeatUnordered() {
        int turn = turn();
        for (Data data : log.firstUnordered(self, REPEATED_PAYLOADS)) {
            if (turn != self) {
                lane.count(GroupCounter.PAYLOADS_REPEATED);
                lane.multicast(data);
            }
        }
        if (turn == self || payloadTimer.attempts() < RELAY_FROM_ATTEMPT) {
            return;
        }
        for (int origin = 0; origin < configuration.size(); origin++) {
            if (origin != self && origin != turn) {
                for (Data data : log.firstUnordered(origin, REPEATED_PAYLOADS)) {
                    lane.count(GroupCounter.PAYLOADS_REPEATED);
                    lane.send(configuration.member(turn), data);
                }
            }
        }
    }

    private static SlotAssignment withAcksWanted(SlotAssignment slot, long acksWanted) {
        return new SlotAssignment(
                slot.slot(),
                slot.timestampMicros(),
                slot.cut(),
                slot.previousTimestampMicros(),
                slot.previousCut(),
                acksWanted,
                slot.inline());
    }
}
