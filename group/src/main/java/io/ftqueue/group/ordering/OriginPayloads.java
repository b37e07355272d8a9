package io.ftqueue.group.ordering;

import io.ftqueue.group.message.Data;
import io.ftqueue.group.message.PayloadGap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The payloads of one origin in one configuration, by the origin's own count.
 *
 * <p>Invariant: {@code releasedUpTo <= deliveredUpTo <= heldUpTo <= highestSeen}.
 */
final class OriginPayloads {

    /** How far ahead of what is released a payload may be; bounds the memory one origin can take here. */
    private static final int MAX_AHEAD = 1 << 14;

    private static final long NOTHING_HERE = -1L;

    private final int origin;
    /** Holds the payloads above {@code releasedUpTo}, at their number modulo its length. */
    private @Nullable Payload[] ring = new Payload[64];

    private long releasedUpTo;
    private long deliveredUpTo;
    private long heldUpTo;
    private long highestSeen;
    private long retainedBytes;

    OriginPayloads(int origin) {
        this.origin = origin;
    }

    long heldUpTo() {
        return heldUpTo;
    }

    long deliveredUpTo() {
        return deliveredUpTo;
    }

    /** The bytes of all payloads that are kept. */
    long retainedBytes() {
        return retainedBytes;
    }

    /** Whether a payload of that number is not too far ahead. */
    boolean hasRoomFor(long seq) {
        return seq <= releasedUpTo + MAX_AHEAD;
    }

    /** Takes a payload or a part of one; false if it is not new or too far ahead. */
    boolean add(Data data) {
        long seq = data.localSeq();
        if (seq <= heldUpTo || !hasRoomFor(seq)) {
            return false;
        }
        grow(seq);
        int at = at(seq);
        Payload payload = ring[at];
        if (payload == null) {
            payload = new Payload(data.parts());
            ring[at] = payload;
        }
        if (!payload.add(data.part(), data.parts(), data.bytes())) {
            return false;
        }
        retainedBytes += data.bytes().length;
        highestSeen = Math.max(highestSeen, seq);
        while (heldUpTo < highestSeen && complete(heldUpTo + 1)) {
            heldUpTo++;
        }
        return true;
    }

    /** The payload, which must be held and not released. */
    Payload held(long seq) {
        Payload payload = ring[at(seq)];
        if (payload == null || seq > heldUpTo || seq <= releasedUpTo) {
            throw new IllegalArgumentException("payload " + seq + " of origin " + origin + " is not held");
        }
        return payload;
    }

    /** What is here of a payload, or null if nothing is. */
    @Nullable
    Payload find(long seq) {
        return seq > releasedUpTo && seq <= highestSeen ? ring[at(seq)] : null;
    }

    void deliveredUpTo(long seq) {
        deliveredUpTo = Math.max(deliveredUpTo, seq);
    }

    /** Forgets payloads that everyone holds. */
    void release(long upTo) {
        while (releasedUpTo < upTo) {
            releasedUpTo++;
            int at = at(releasedUpTo);
            Payload payload = ring[at];
            if (payload != null) {
                retainedBytes -= payload.bytes();
                ring[at] = null;
            }
        }
    }

    /** Adds what is missing up to {@code upTo}, or up to the highest seen if that is more. */
    void missing(long upTo, List<PayloadGap> into, int limit) {
        long last = Math.min(Math.max(upTo, highestSeen), releasedUpTo + MAX_AHEAD);
        for (long seq = heldUpTo + 1; seq <= last && into.size() < limit; seq++) {
            Payload payload = find(seq);
            if (payload == null) {
                long from = seq;
                while (seq < last && find(seq + 1) == null) {
                    seq++;
                }
                into.add(new PayloadGap(origin, from, seq, NOTHING_HERE));
            } else if (!payload.complete()) {
                into.add(new PayloadGap(origin, seq, seq, payload.missing()));
            }
        }
    }

    boolean hasGap() {
        return heldUpTo < highestSeen;
    }

    private boolean complete(long seq) {
        Payload payload = ring[at(seq)];
        return payload != null && payload.complete();
    }

    private int at(long seq) {
        return (int) (seq & ring.length - 1);
    }

    private void grow(long seq) {
        if (seq - releasedUpTo < ring.length) {
            return;
        }
        int length = ring.length;
        while (seq - releasedUpTo >= length) {
            length *= 2;
        }
        Payload[] old = ring;
        long first = releasedUpTo + 1;
        ring = new Payload[length];
        for (long s = first; s < first + old.length; s++) {
            ring[at(s)] = old[(int) (s & old.length - 1)];
        }
    }
}
