package io.ftqueue.group;

import io.ftqueue.group.message.Data;
import io.ftqueue.group.message.Nak;
import io.ftqueue.group.message.PayloadGap;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.message.SlotRange;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.ordering.OrderLog;
import java.util.List;

/** Answers those who ask for what they miss of one configuration; any member that holds it can. */
final class Retransmitter {

    /** The most frames in answer to one request: the asker asks again for the rest. */
    private static final int ANSWER_FRAMES = 64;

    private static final long ANSWERED_TWICE_WITHIN_NANOS = 1_000_000L;

    private final Configuration configuration;
    private final OrderLog log;
    private final Lane lane;

    private long answeredSlot;
    private int answeredTo = -1;
    private long answeredNanos;

    Retransmitter(Configuration configuration, OrderLog log, Lane lane) {
        this.configuration = configuration;
        this.log = log;
        this.lane = lane;
    }

    void onNak(int sender, Nak nak, long nowNanos) {
        MemberId to = configuration.member(sender);
        int budget = ANSWER_FRAMES;
        for (SlotRange range : nak.slots()) {
            for (long k = Math.max(range.from(), log.releasedUpTo() + 1);
                    k <= range.to() && budget > 0 && k <= log.highestSeen();
                    k++) {
                SlotAssignment slot = log.find(k);
                if (slot != null) {
                    budget--;
                    answer(sender, slot, nowNanos);
                }
            }
        }
        for (PayloadGap gap : nak.payloads()) {
            for (long seq = gap.from(); seq <= gap.to() && budget > 0; seq++) {
                List<Data> parts = log.parts(gap.origin(), seq, seq == gap.from() ? gap.missingParts() : -1L);
                if (parts.isEmpty()) {
                    break;
                }
                for (Data part : parts) {
                    budget--;
                    lane.count(GroupCounter.PAYLOADS_REPEATED);
                    lane.send(to, part);
                }
            }
        }
    }

    /** Two that miss the same slot are many: the second is answered so that all hear it. */
    private void answer(int sender, SlotAssignment slot, long nowNanos) {
        lane.count(GroupCounter.SLOTS_REPEATED);
        boolean another = slot.slot() == answeredSlot
                && sender != answeredTo
                && nowNanos - answeredNanos < ANSWERED_TWICE_WITHIN_NANOS;
        answeredSlot = slot.slot();
        answeredTo = sender;
        answeredNanos = nowNanos;
        if (another) {
            lane.multicast(slot);
        } else {
            lane.send(configuration.member(sender), slot);
        }
    }
}
