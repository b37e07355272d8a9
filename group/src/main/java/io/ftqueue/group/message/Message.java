package io.ftqueue.group.message;

/** What a member can say to others. */
public sealed interface Message
        permits Data,
                SlotAssignment,
                Nak,
                Ack,
                Heartbeat,
                Join,
                Propose,
                Accept,
                Plan,
                Recovered,
                Install,
                StateRequest,
                StateChunk {

    /** Calls the method of the handler for this kind of message, which came in {@code frame}. */
    void accept(Frame frame, MessageHandler handler);
}
