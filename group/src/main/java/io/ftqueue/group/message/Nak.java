package io.ftqueue.group.message;

import java.util.List;

/**
 * Asks for what its sender misses.
 *
 * @param slots missing slots
 * @param payloads missing payloads
 */
public record Nak(List<SlotRange> slots, List<PayloadGap> payloads) implements Message {

    public Nak {
        slots = List.copyOf(slots);
        payloads = List.copyOf(payloads);
    }

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onNak(frame, this);
    }
}
