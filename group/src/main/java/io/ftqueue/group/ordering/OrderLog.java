package io.ftqueue.group.ordering;

import io.ftqueue.group.message.CutEntry;
import io.ftqueue.group.message.Data;
import io.ftqueue.group.message.PayloadGap;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.message.SlotRange;
import io.ftqueue.group.model.Configuration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of one configuration as far as it is known here: slots and payloads, buffered until every lower slot and
 * its payloads are here, kept until everyone holds them.
 *
 * <p>The no-gap rule rests on this class: {@link #cut()} names only payloads that are held, and what is delivered is
 * always a prefix of the slots. So a member with the highest {@code receivedUpTo} is a complete donor for all others.
 *
 * <p>Invariant: {@code releasedUpTo <= receivedUpTo <= highestSeen}.
 */
public final class OrderLog {

    /** The most gaps of each kind to name at once. */
    private static final int MAX_GAPS = 20;

    private final Configuration configuration;
    private final int self;
    private final OriginPayloads[] origins;
    /** Holds the slots above {@code releasedUpTo}, at their number modulo its length (a power of two). */
    private final @Nullable SlotAssignment[] ring;

    private long releasedUpTo;
    private long receivedUpTo;
    private long highestSeen;
    private long lastTimestampMicros;
    private boolean recovering;

    /**
     * An empty log.
     *
     * @param self the own position in the configuration
     * @param capacity how many slots above the released ones it takes, at least
     * @param timestampFloorMicros no slot has a time up to here
     */
    public OrderLog(Configuration configuration, int self, int capacity, long timestampFloorMicros) {
        this.configuration = configuration;
        this.self = self;
        this.lastTimestampMicros = timestampFloorMicros;
        this.ring = new SlotAssignment[Integer.highestOneBit(2 * capacity - 1) << 1];
        this.origins = new OriginPayloads[configuration.size()];
        Arrays.setAll(origins, OriginPayloads::new);
        releasedUpTo = configuration.firstSlot() - 1;
        receivedUpTo = releasedUpTo;
        highestSeen = releasedUpTo;
    }

    /** The member holds and has delivered every slot up to here. */
    public long receivedUpTo() {
        return receivedUpTo;
    }

    /** The highest slot heard of. */
    public long highestSeen() {
        return highestSeen;
    }

    /** The time of the last delivered slot, or the floor. */
    public long lastTimestampMicros() {
        return lastTimestampMicros;
    }

    /** Notes that slots up to here exist; those that could not be taken yet are not believed in yet. */
    public void seen(long slot) {
        highestSeen = Math.max(highestSeen, Math.min(slot, acceptUpTo()));
    }

    /**
     * From now on as many slots are taken as any member can hold: a member that learns nothing more of what is stable
     * may have to recover a window of slots above all that it could take before.
     */
    public void recover() {
        recovering = true;
    }

    /** Everything up to here has been forgotten. */
    public long releasedUpTo() {
        return releasedUpTo;
    }

    /** Whether an own payload of that number can be taken; before, others must be known to be held by everyone. */
    public boolean hasRoomForOwn(long localSeq) {
        return origins[self].hasRoomFor(localSeq);
    }

    /** Takes a payload or a part of one; false if it was here. */
    public boolean add(Data data) {
        return data.origin() < origins.length && origins[data.origin()].add(data);
    }

    /** Takes a slot, what travels with it, and its word on the slot before; false if nothing of it is new. */
    public boolean add(SlotAssignment slot) {
        if (!valid(slot.cut()) || !valid(slot.previousCut())) {
            return false;
        }
        boolean fresh = false;
        for (Data data : slot.inline()) {
            fresh |= add(data);
        }
        if (slot.previousTimestampMicros() > 0 && !slot.previousCut().isEmpty()) {
            fresh |= put(new SlotAssignment(
                    slot.slot() - 1, slot.previousTimestampMicros(), slot.previousCut(), 0, List.of(), 0, List.of()));
        }
        boolean ordered = put(slot);
        return ordered || fresh;
    }

    /** Delivers the next slot, if it and its payloads are here. */
    public boolean deliverNext(PayloadSink sink) {
        SlotAssignment slot = find(receivedUpTo + 1);
        if (slot == null || !payloadsHeld(slot)) {
            return false;
        }
        receivedUpTo = slot.slot();
        lastTimestampMicros = Math.max(lastTimestampMicros, slot.timestampMicros());
        int index = 0;
        for (CutEntry entry : slot.cut()) {
            OriginPayloads origin = origins[entry.origin()];
            for (long seq = origin.deliveredUpTo() + 1; seq <= entry.upTo(); seq++) {
                sink.take(slot, index++, entry.origin(), origin.held(seq).join());
            }
            origin.deliveredUpTo(entry.upTo());
        }
        return true;
    }

    /** All that is held and not ordered, as the cut of the next slot; starts with the own payloads. */
    public List<CutEntry> cut() {
        List<CutEntry> cut = new ArrayList<>(origins.length);
        for (int i = 0; i < origins.length; i++) {
            int origin = (self + i) % origins.length;
            if (hasUnordered(origin)) {
                cut.add(new CutEntry(origin, origins[origin].heldUpTo()));
            }
        }
        return cut;
    }

    /** Whether a payload is held that no delivered slot has ordered. */
    public boolean hasUnordered() {
        for (int origin = 0; origin < origins.length; origin++) {
            if (hasUnordered(origin)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a payload of that origin is held that no delivered slot has ordered. */
    public boolean hasUnordered(int origin) {
        return origins[origin].heldUpTo() > origins[origin].deliveredUpTo();
    }

    /** The slot, if it is kept. */
    public @Nullable SlotAssignment find(long slot) {
        if (slot <= releasedUpTo || slot > releasedUpTo + ring.length) {
            return null;
        }
        SlotAssignment found = ring[at(slot)];
        return found != null && found.slot() == slot ? found : null;
    }

    /**
     * Those parts of a payload that are kept and wanted.
     *
     * @param wanted bit i set for part i
     */
    public List<Data> parts(int origin, long localSeq, long wanted) {
        Payload payload = origin < origins.length ? origins[origin].find(localSeq) : null;
        if (payload == null) {
            return List.of();
        }
        List<Data> parts = new ArrayList<>(payload.partCount());
        for (int part = 0; part < payload.partCount(); part++) {
            if (payload.has(part) && (wanted & (1L << part)) != 0) {
                parts.add(new Data(origin, localSeq, part, payload.partCount(), payload.part(part)));
            }
        }
        return parts;
    }

    /** The first payloads of an origin that no delivered slot has ordered, in parts. */
    public List<Data> firstUnordered(int origin, int limit) {
        List<Data> first = new ArrayList<>();
        OriginPayloads payloads = origins[origin];
        for (long seq = payloads.deliveredUpTo() + 1; seq <= payloads.heldUpTo() && first.size() < limit; seq++) {
            first.addAll(parts(origin, seq, -1L));
        }
        return first;
    }

    /** The own payloads that no delivered slot has ordered. */
    public List<byte[]> ownUnordered() {
        List<byte[]> unordered = new ArrayList<>();
        OriginPayloads own = origins[self];
        for (long seq = own.deliveredUpTo() + 1; seq <= own.heldUpTo(); seq++) {
            unordered.add(own.held(seq).join());
        }
        return unordered;
    }

    /** How many payloads of its own the member has delivered. */
    public long ownDeliveredUpTo() {
        return origins[self].deliveredUpTo();
    }

    /** The bytes of own payloads that are not known to be held by everyone. */
    public long ownRetainedBytes() {
        return origins[self].retainedBytes();
    }

    /** Whether something is known to be missing. */
    public boolean hasGap() {
        if (highestSeen > receivedUpTo) {
            return true;
        }
        for (OriginPayloads origin : origins) {
            if (origin.hasGap()) {
                return true;
            }
        }
        return false;
    }

    /** What is known to be missing up to a slot, oldest first, within bounds. */
    public Missing missing(long upToSlot) {
        List<SlotRange> slots = new ArrayList<>();
        long[] needed = new long[origins.length];
        long last = Math.min(upToSlot, acceptUpTo());
        for (long slot = receivedUpTo + 1; slot <= last && slots.size() < MAX_GAPS; slot++) {
            SlotAssignment found = find(slot);
            if (found == null) {
                long from = slot;
                while (slot < last && find(slot + 1) == null) {
                    slot++;
                }
                slots.add(new SlotRange(from, slot));
            } else {
                for (CutEntry entry : found.cut()) {
                    needed[entry.origin()] = Math.max(needed[entry.origin()], entry.upTo());
                }
            }
        }
        List<PayloadGap> payloads = new ArrayList<>();
        for (int origin = 0; origin < origins.length && payloads.size() < MAX_GAPS; origin++) {
            origins[origin].missing(needed[origin], payloads, MAX_GAPS);
        }
        return new Missing(slots, payloads);
    }

    /** Forgets slots and payloads that every member holds. */
    public void release(long stableUpTo) {
        long upTo = Math.min(stableUpTo, receivedUpTo);
        while (releasedUpTo < upTo) {
            SlotAssignment slot = find(releasedUpTo + 1);
            if (slot != null) {
                for (CutEntry entry : slot.cut()) {
                    origins[entry.origin()].release(entry.upTo());
                }
                ring[at(slot.slot())] = null;
            }
            releasedUpTo++;
        }
    }

    private boolean put(SlotAssignment slot) {
        long number = slot.slot();
        seen(number);
        if (number <= receivedUpTo || number > acceptUpTo() || find(number) != null) {
            return false;
        }
        ring[at(number)] = slot;
        return true;
    }

    /** Half the room is kept for recovery. */
    private long acceptUpTo() {
        return releasedUpTo + (recovering ? ring.length : ring.length / 2);
    }

    private boolean payloadsHeld(SlotAssignment slot) {
        for (CutEntry entry : slot.cut()) {
            if (origins[entry.origin()].heldUpTo() < entry.upTo()) {
                return false;
            }
        }
        return true;
    }

    private boolean valid(List<CutEntry> cut) {
        for (CutEntry entry : cut) {
            if (entry.origin() >= configuration.size()) {
                return false;
            }
        }
        return true;
    }

    private int at(long slot) {
        return (int) (slot & ring.length - 1);
    }
}
