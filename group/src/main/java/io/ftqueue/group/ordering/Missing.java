package io.ftqueue.group.ordering;

import io.ftqueue.group.message.PayloadGap;
import io.ftqueue.group.message.SlotRange;
import java.util.List;

/** What a member knows it misses. */
public record Missing(List<SlotRange> slots, List<PayloadGap> payloads) {

    /** Whether nothing is missing. */
    public boolean isEmpty() {
        return slots.isEmpty() && payloads.isEmpty();
    }
}
