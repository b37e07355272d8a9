package io.ftqueue.group.message;

/**
 * Says nothing but what every frame's header says: how far its sender holds the order.
 */
public record Ack() implements Message {

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onAck(frame, this);
    }
}
