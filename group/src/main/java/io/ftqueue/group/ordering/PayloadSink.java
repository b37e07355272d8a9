package io.ftqueue.group.ordering;

import io.ftqueue.group.message.SlotAssignment;

/** Takes payloads in their total order. */
public interface PayloadSink {

    /**
     * Takes the next payload.
     *
     * @param slot the slot it is part of
     * @param index its place there, from 0
     * @param origin the position of its origin in the configuration
     */
    void take(SlotAssignment slot, int index, int origin, byte[] payload);
}
