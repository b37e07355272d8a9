package io.ftqueue.group.message;

/**
 * Asks a donor for chunks of its state, told against what the asking member has announced.
 *
 * @param exchangeSlot the slot at which the exchange was decided
 * @param heldBefore the asking member holds all chunks below this one: they need not be kept for it
 * @param fromChunk the first chunk wanted
 * @param chunks how many
 */
public record StateRequest(long exchangeSlot, int heldBefore, int fromChunk, int chunks) implements Message {

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onStateRequest(frame, this);
    }
}
