package io.ftqueue.queue.replica;

import io.ftqueue.group.Wire;

/** Takes the datagrams that a step wants sent. */
public interface ReplicaOutbox extends Wire {

    /** Sends a datagram to a client. It may be lost. */
    void reply(ClientAddress to, byte[] datagram);
}
