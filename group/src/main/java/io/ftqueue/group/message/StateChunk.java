package io.ftqueue.group.message;

/**
 * One chunk of a branch's state.
 *
 * @param exchangeSlot the slot at which the exchange was decided
 * @param chunk which chunk, from 0
 * @param chunks how many chunks the state has, or 0 while its donor does not know yet
 * @param bytes the chunk
 */
public record StateChunk(long exchangeSlot, int chunk, int chunks, byte[] bytes) implements Message {

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onStateChunk(frame, this);
    }
}
