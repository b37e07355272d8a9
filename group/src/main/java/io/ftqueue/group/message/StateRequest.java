package io.ftqueue.group.message;

/**
 * Asks a donor for chunks of a branch's state.
 *
 * @param exchangeSlot the slot at which the exchange was decided
 * @param fromChunk the first chunk wanted
 * @param chunks how many
 */
public record StateRequest(long exchangeSlot, int fromChunk, int chunks) implements Message {

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onStateRequest(frame, this);
    }
}
