package io.ftqueue.group.ordering;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.message.CutEntry;
import io.ftqueue.group.message.Data;
import io.ftqueue.group.message.PayloadGap;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.message.SlotRange;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderLogTest {

    private static final int SELF = 1;
    private static final int CAPACITY = 8;
    private static final long FIRST = 5;
    private static final long FLOOR = 1_000;
    private static final long ALL_PARTS = -1L;

    private final OrderLog log = new OrderLog(
            new Configuration(
                    new ConfigurationId(3, new MemberId(1, 1)),
                    List.of(new MemberId(1, 1), new MemberId(2, 1), new MemberId(3, 1)),
                    FIRST),
            SELF,
            CAPACITY,
            FLOOR);
    private final List<String> delivered = new ArrayList<>();

    private void deliver() {
        boolean more = true;
        while (more) {
            more = log.deliverNext((slot, index, origin, payload) -> delivered.add(
                    slot.slot() + "." + index + " " + origin + ":" + new String(payload, StandardCharsets.UTF_8)));
        }
    }

    private static Data data(int origin, long seq) {
        return part(origin, seq, 0, 1, "p" + seq);
    }

    private static Data part(int origin, long seq, int part, int parts, String text) {
        return new Data(origin, seq, part, parts, text.getBytes(StandardCharsets.UTF_8));
    }

    private static SlotAssignment slot(long number, CutEntry... cut) {
        return new SlotAssignment(number, FLOOR + number, List.of(cut), 0, List.of(), 0, List.of());
    }

    private static CutEntry upTo(int origin, long seq) {
        return new CutEntry(origin, seq);
    }

    @Test
    void startsAfterWhatTheConfigurationBeforeOrdered() {
        assertThat(log.receivedUpTo()).isEqualTo(FIRST - 1);
        assertThat(log.highestSeen()).isEqualTo(FIRST - 1);
        assertThat(log.lastTimestampMicros()).isEqualTo(FLOOR);
        assertThat(log.hasGap()).isFalse();
        assertThat(log.cut()).isEmpty();
    }

    @Test
    void deliversASlotOnlyWithAllOfItsPayloads() {
        log.add(slot(5, upTo(0, 2), upTo(2, 1)));
        log.add(data(0, 2));
        log.add(data(2, 1));
        deliver();
        assertThat(delivered).isEmpty();
        log.add(data(0, 1));
        deliver();
        assertThat(delivered).containsExactly("5.0 0:p1", "5.1 0:p2", "5.2 2:p1");
        assertThat(log.lastTimestampMicros()).isEqualTo(FLOOR + 5);
    }

    @Test
    void deliversSlotsInOrderWhateverCameFirst() {
        log.add(data(0, 1));
        log.add(data(0, 2));
        log.add(slot(6, upTo(0, 2)));
        deliver();
        assertThat(delivered).isEmpty();
        assertThat(log.hasGap()).isTrue();
        log.add(slot(5, upTo(0, 1)));
        deliver();
        assertThat(delivered).containsExactly("5.0 0:p1", "6.0 0:p2");
        assertThat(log.hasGap()).isFalse();
    }

    @Test
    void takesEverythingOnce() {
        assertThat(log.add(data(0, 1))).isTrue();
        assertThat(log.add(data(0, 1))).isFalse();
        assertThat(log.add(slot(5, upTo(0, 1)))).isTrue();
        assertThat(log.add(slot(5, upTo(0, 1)))).isFalse();
        deliver();
        assertThat(log.add(data(0, 1))).isFalse();
        assertThat(log.add(slot(5, upTo(0, 1)))).isFalse();
        assertThat(delivered).hasSize(1);
    }

    @Test
    void theSlotAfterHealsALostSlot() {
        log.add(data(0, 1));
        Data inline = data(1, 1);
        boolean fresh = log.add(new SlotAssignment(
                6, FLOOR + 6, List.of(upTo(1, 1)), FLOOR + 5, List.of(upTo(0, 1)), 0, List.of(inline)));
        assertThat(fresh).isTrue();
        deliver();
        assertThat(delivered).containsExactly("5.0 0:p1", "6.0 1:p1");
    }

    @Test
    void cutsNameOnlyWhatIsHeldAndOwnPayloadsFirst() {
        log.add(data(0, 1));
        log.add(data(0, 3));
        log.add(data(1, 1));
        log.add(part(2, 1, 0, 2, "a"));
        assertThat(log.cut()).containsExactly(upTo(1, 1), upTo(0, 1));
        assertThat(log.hasUnordered(2)).isFalse();
        log.add(slot(5, upTo(1, 1), upTo(0, 1)));
        deliver();
        assertThat(log.cut()).isEmpty();
        assertThat(log.hasUnordered()).isFalse();
    }

    @Test
    void partsMayComeInAnyOrder() {
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3));
        Collections.shuffle(order, new Random(4));
        log.add(slot(5, upTo(0, 1)));
        for (int part : order) {
            deliver();
            assertThat(delivered).isEmpty();
            assertThat(log.add(part(0, 1, part, 4, "abcd".substring(part, part + 1))))
                    .isTrue();
        }
        deliver();
        assertThat(delivered).containsExactly("5.0 0:abcd");
    }

    @Test
    void refusesPartsThatDoNotFitTheOthers() {
        assertThat(log.add(part(0, 1, 0, 2, "a"))).isTrue();
        assertThat(log.add(part(0, 1, 0, 2, "b"))).isFalse();
        assertThat(log.add(part(0, 1, 1, 3, "c"))).isFalse();
        assertThat(log.add(part(0, 1, 1, 2, "d"))).isTrue();
        assertThat(log.ownUnordered()).isEmpty();
        log.add(slot(5, upTo(0, 1)));
        deliver();
        assertThat(delivered).containsExactly("5.0 0:ad");
    }

    @Test
    void takesAPayloadOfTheMostParts() {
        for (int part = 0; part < 64; part++) {
            assertThat(log.missing(FIRST - 1).payloads()).hasSize(part == 0 ? 0 : 1);
            log.add(part(0, 1, part, 64, "x"));
        }
        assertThat(log.hasGap()).isFalse();
        assertThat(log.cut()).containsExactly(upTo(0, 1));
        assertThat(log.parts(0, 1, ALL_PARTS)).hasSize(64);
    }

    @Test
    void namesTheGaps() {
        log.add(part(0, 1, 1, 3, "b"));
        log.add(data(0, 4));
        log.add(slot(8, upTo(2, 2)));
        assertThat(log.missing(8))
                .isEqualTo(new Missing(
                        List.of(new SlotRange(5, 7)),
                        List.of(
                                new PayloadGap(0, 1, 1, 0b101),
                                new PayloadGap(0, 2, 3, ALL_PARTS),
                                new PayloadGap(2, 1, 2, ALL_PARTS))));
        // Up to a slot: what only later slots need is not asked for.
        assertThat(log.missing(6).slots()).containsExactly(new SlotRange(5, 6));
        assertThat(log.missing(6).payloads()).extracting(PayloadGap::origin).containsOnly(0);
        assertThat(log.missing(4).isEmpty()).isFalse();
    }

    @Test
    void namesABoundedNumberOfGaps() {
        for (int seq = 2; seq < 200; seq += 2) {
            log.add(data(0, seq));
            log.add(data(2, seq));
        }
        assertThat(log.missing(FIRST - 1).payloads()).hasSize(20);
    }

    @Test
    void knowsOfSlotsItHasOnlyHeardOf() {
        log.seen(6);
        assertThat(log.hasGap()).isTrue();
        assertThat(log.missing(6).slots()).containsExactly(new SlotRange(5, 6));
        log.seen(3);
        assertThat(log.highestSeen()).isEqualTo(6);
    }

    @Test
    void keepsUntilAllHold() {
        log.add(data(0, 1));
        log.add(data(1, 1));
        log.add(slot(5, upTo(0, 1)));
        log.add(slot(6, upTo(1, 1)));
        deliver();
        assertThat(log.ownRetainedBytes()).isEqualTo(2);
        log.release(5);
        assertThat(log.find(5)).isNull();
        assertThat(log.parts(0, 1, ALL_PARTS)).isEmpty();
        assertThat(log.find(6)).isNotNull();
        assertThat(log.parts(1, 1, ALL_PARTS)).hasSize(1);
        log.release(7);
        assertThat(log.ownRetainedBytes()).isZero();
    }

    @Test
    void keepsWhatItHasNotDelivered() {
        log.add(data(0, 1));
        log.add(slot(6, upTo(0, 1)));
        log.release(6);
        assertThat(log.find(6)).isNotNull();
        assertThat(log.parts(0, 1, ALL_PARTS)).hasSize(1);
    }

    @Test
    void repeatsTheWantedPartsAsTheyWereSent() {
        log.add(part(0, 1, 0, 3, "a"));
        log.add(part(0, 1, 2, 3, "c"));
        assertThat(log.parts(0, 1, 0b110)).extracting(Data::part).containsExactly(2);
        assertThat(log.parts(0, 1, ALL_PARTS)).extracting(Data::parts).containsExactly(3, 3);
        assertThat(log.parts(0, 2, ALL_PARTS)).isEmpty();
        assertThat(log.parts(7, 1, ALL_PARTS)).isEmpty();
    }

    @Test
    void handsBackOwnPayloadsThatWereNotOrdered() {
        for (int seq = 1; seq <= 3; seq++) {
            log.add(data(SELF, seq));
        }
        log.add(data(0, 1));
        log.add(slot(5, upTo(SELF, 1)));
        deliver();
        assertThat(log.ownUnordered())
                .extracting(payload -> new String(payload, StandardCharsets.UTF_8))
                .containsExactly("p2", "p3");
        assertThat(log.ownDeliveredUpTo()).isEqualTo(1);
        assertThat(log.firstUnordered(SELF, 1)).extracting(Data::localSeq).containsExactly(2L);
    }

    @Test
    void takesNoMoreSlotsThanItHasRoomFor() {
        assertThat(log.add(slot(FIRST - 1 + CAPACITY, upTo(0, 1)))).isTrue();
        assertThat(log.add(slot(FIRST + CAPACITY, upTo(0, 1)))).isFalse();
        assertThat(log.find(FIRST + CAPACITY)).isNull();
        // A number from the wire that is beyond all room is not believed: nobody would search for gaps up to it.
        log.seen(Long.MAX_VALUE);
        assertThat(log.highestSeen()).isEqualTo(FIRST - 1 + CAPACITY);
    }

    @Test
    void takesAWindowMoreWhenItRecovers() {
        log.recover();
        assertThat(log.add(slot(FIRST - 1 + 2 * CAPACITY, upTo(0, 1)))).isTrue();
        assertThat(log.add(slot(FIRST + 2 * CAPACITY, upTo(0, 1)))).isFalse();
    }

    @Test
    void takesNoPayloadTooFarAhead() {
        int ahead = 1 << 14;
        assertThat(log.add(data(0, ahead))).isTrue();
        assertThat(log.add(data(0, ahead + 1))).isFalse();
    }

    @Test
    void takesNothingOfStrangers() {
        assertThat(log.add(data(3, 1))).isFalse();
        assertThat(log.add(slot(5, upTo(3, 1)))).isFalse();
        SlotAssignment strangeBefore =
                new SlotAssignment(6, FLOOR + 6, List.of(upTo(0, 1)), FLOOR + 5, List.of(upTo(3, 1)), 0, List.of());
        assertThat(log.add(strangeBefore)).isFalse();
        assertThat(log.find(6)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void doesWhatASimplerLogDoes(long seed) {
        Random random = new Random(seed);
        List<SlotAssignment> slots = new ArrayList<>();
        List<Data> parts = new ArrayList<>();
        List<String> order = history(random, slots, parts);
        List<Object> arrivals = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            arrivals.addAll(slots);
            arrivals.addAll(parts);
        }
        Collections.shuffle(arrivals, random);
        DumbLog dumb = new DumbLog(slots, parts);
        for (Object arrival : arrivals) {
            if (arrival instanceof SlotAssignment slot) {
                log.add(slot);
                dumb.slots.add(slot.slot());
            } else if (arrival instanceof Data data) {
                log.add(data);
                dumb.parts.add(DumbLog.name(data));
            }
            deliver();
            assertThat(log.receivedUpTo()).isEqualTo(dumb.receivedUpTo());
            if (random.nextInt(10) == 0) {
                log.release(log.receivedUpTo() - random.nextInt(3));
            }
            // What the ring had no room for comes again.
            dumb.slots.removeIf(slot -> slot > log.receivedUpTo() && log.find(slot) == null);
        }
        for (SlotAssignment slot : slots) {
            log.add(slot);
            deliver();
            log.release(log.receivedUpTo());
        }
        assertThat(delivered).isEqualTo(order);
        assertThat(log.hasUnordered()).isFalse();
        assertThat(log.hasGap()).isFalse();
    }

    /** Slots that order payloads of one to three parts; returns the order in which they must come out. */
    private static List<String> history(Random random, List<SlotAssignment> slots, List<Data> parts) {
        List<String> order = new ArrayList<>();
        long[] upTo = new long[3];
        for (long number = FIRST; number < FIRST + 40; number++) {
            List<CutEntry> cut = new ArrayList<>();
            int index = 0;
            for (int origin = 0; origin < 3; origin++) {
                int count = random.nextInt(3) + (origin == 2 && cut.isEmpty() ? 1 : 0);
                for (int i = 0; i < count; i++) {
                    long seq = ++upTo[origin];
                    int partCount = 1 + random.nextInt(3);
                    StringBuilder whole = new StringBuilder();
                    for (int part = 0; part < partCount; part++) {
                        String text = origin + "-" + seq + "-" + part + ";";
                        whole.append(text);
                        parts.add(part(origin, seq, part, partCount, text));
                    }
                    order.add(number + "." + index++ + " " + origin + ":" + whole);
                }
                if (count > 0) {
                    cut.add(upTo(origin, upTo[origin]));
                }
            }
            slots.add(slot(number, cut.toArray(CutEntry[]::new)));
        }
        return order;
    }

    /** The same by brute force: everything that came, and from the start each time how far the prefix reaches. */
    private static final class DumbLog {
        private final List<SlotAssignment> all;
        private final List<Long> slots = new ArrayList<>();
        private final List<Data> allParts;
        private final TreeSet<String> parts = new TreeSet<>();

        DumbLog(List<SlotAssignment> all, List<Data> allParts) {
            this.all = all;
            this.allParts = allParts;
        }

        private static String name(Data part) {
            return part.origin() + " " + part.localSeq() + " " + part.part();
        }

        long receivedUpTo() {
            long received = FIRST - 1;
            for (SlotAssignment slot : all) {
                if (!slots.contains(slot.slot()) || !payloadsHere(slot)) {
                    return received;
                }
                received = slot.slot();
            }
            return received;
        }

        private boolean payloadsHere(SlotAssignment slot) {
            for (CutEntry entry : slot.cut()) {
                for (Data part : allParts) {
                    boolean needed = part.origin() == entry.origin() && part.localSeq() <= entry.upTo();
                    if (needed && !parts.contains(name(part))) {
                        return false;
                    }
                }
            }
            return true;
        }
    }
}
