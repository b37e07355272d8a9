package io.ftqueue.group.message;

import java.util.List;

/**
 * The issue of slot {@code slot}: the sequencer's word on which payloads come next in the total order. Carries the cut
 * of the slot before it too, so that the loss of one assignment heals without a negative acknowledgement.
 *
 * @param slot the global sequence number
 * @param timestampMicros the slot's hybrid time, strictly above that of every slot before it
 * @param cut the payloads ordered by this slot, in order: of each origin all up to a mark; never empty
 * @param previousTimestampMicros the time of the slot before, or 0 if that slot is not told
 * @param previousCut the cut of the slot before; empty if it is not told
 * @param acksWanted bit i set: member i is asked to acknowledge at once
 * @param inline payloads of the sequencer itself that travel with their slot
 */
public record SlotAssignment(
        long slot,
        long timestampMicros,
        List<CutEntry> cut,
        long previousTimestampMicros,
        List<CutEntry> previousCut,
        long acksWanted,
        List<Data> inline)
        implements Message {

    public SlotAssignment {
        cut = List.copyOf(cut);
        previousCut = List.copyOf(previousCut);
        inline = List.copyOf(inline);
    }

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onSlotAssignment(frame, this);
    }
}
