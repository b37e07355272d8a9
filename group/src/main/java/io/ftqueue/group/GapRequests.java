package io.ftqueue.group;

import io.ftqueue.group.message.Nak;
import io.ftqueue.group.message.PayloadGap;
import io.ftqueue.group.message.SlotRange;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.ordering.Missing;
import io.ftqueue.group.ordering.OrderLog;
import io.ftqueue.group.recovery.BackoffTimer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Asks for what is missing of one configuration: by negative acknowledgement, later and later until it comes. */
final class GapRequests {

    private static final int NO_DONOR = -1;

    private final GroupConfig config;
    private final Configuration configuration;
    private final int self;
    private final OrderLog log;
    private final Lane lane;
    private final RandomGenerator random;
    private final BackoffTimer timer;

    GapRequests(
            GroupConfig config,
            Configuration configuration,
            int self,
            OrderLog log,
            Lane lane,
            RandomGenerator random) {
        this.config = config;
        this.configuration = configuration;
        this.self = self;
        this.log = log;
        this.lane = lane;
        this.random = random;
        this.timer = new BackoffTimer(config.nakDelayNanos(), config.nakMaxNanos());
    }

    /** Something that was missing has come: what is still missing is a new gap. */
    void progressed() {
        timer.disarm();
    }

    long nextDeadlineNanos(long otherwise) {
        return timer.earlier(otherwise);
    }

    /** Asks for all that is known to be missing, if it is time to. */
    void ask(long nowNanos) {
        if (!log.hasGap()) {
            timer.disarm();
        } else if (due(nowNanos)) {
            nak(log.missing(log.highestSeen()));
        }
    }

    /** Asks a donor for what is missing up to a slot, if it is time to. */
    void ask(long nowNanos, long upTo, int donor) {
        if (log.receivedUpTo() >= upTo || donor == NO_DONOR) {
            timer.disarm();
        } else if (due(nowNanos)) {
            Missing missing = log.missing(upTo);
            ask(donor, missing.slots(), missing.payloads());
        }
    }

    private boolean due(long nowNanos) {
        timer.arm(nowNanos, random.nextLong(config.nakDelayNanos()));
        return timer.due(nowNanos);
    }

    /** First those who said it first are asked, then a different holder every time: a link may work one way only. */
    private void nak(Missing missing) {
        if (timer.attempts() > 1) {
            ask(another(), missing.slots(), missing.payloads());
        } else {
            TreeMap<Integer, Missing> byHolder = new TreeMap<>();
            for (SlotRange range : missing.slots()) {
                holder(byHolder, configuration.sequencerOf(range.from()))
                        .slots()
                        .add(range);
            }
            for (PayloadGap gap : missing.payloads()) {
                holder(byHolder, gap.origin()).payloads().add(gap);
            }
            byHolder.forEach((holder, part) -> ask(holder, part.slots(), part.payloads()));
        }
    }

    private Missing holder(TreeMap<Integer, Missing> byHolder, int index) {
        int other = index == self ? another() : index;
        return byHolder.computeIfAbsent(other, none -> new Missing(new ArrayList<>(), new ArrayList<>()));
    }

    private int another() {
        return (self + 1 + random.nextInt(Math.max(1, configuration.size() - 1))) % configuration.size();
    }

    private void ask(int holder, List<SlotRange> slots, List<PayloadGap> payloads) {
        if (holder != self && !(slots.isEmpty() && payloads.isEmpty())) {
            lane.count(GroupCounter.NAKS_SENT);
            lane.send(configuration.member(holder), new Nak(slots, payloads));
        }
    }
}
