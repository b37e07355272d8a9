package io.ftqueue.group.message;

/** A method for each kind of message: a new kind breaks the build until every handler answers it. */
public interface MessageHandler {

    /** Takes a {@link Data}. */
    void onData(Frame frame, Data data);

    /** Takes a {@link SlotAssignment}. */
    void onSlotAssignment(Frame frame, SlotAssignment assignment);

    /** Takes a {@link Nak}. */
    void onNak(Frame frame, Nak nak);

    /** Takes a {@link Ack}. */
    void onAck(Frame frame, Ack ack);

    /** Takes a {@link Heartbeat}. */
    void onHeartbeat(Frame frame, Heartbeat heartbeat);

    /** Takes a {@link Join}. */
    void onJoin(Frame frame, Join join);

    /** Takes a {@link Propose}. */
    void onPropose(Frame frame, Propose propose);

    /** Takes a {@link Accept}. */
    void onAccept(Frame frame, Accept accept);

    /** Takes a {@link Plan}. */
    void onPlan(Frame frame, Plan plan);

    /** Takes a {@link Recovered}. */
    void onRecovered(Frame frame, Recovered recovered);

    /** Takes a {@link Install}. */
    void onInstall(Frame frame, Install install);

    /** Takes a {@link StateRequest}. */
    void onStateRequest(Frame frame, StateRequest request);

    /** Takes a {@link StateChunk}. */
    void onStateChunk(Frame frame, StateChunk chunk);
}
