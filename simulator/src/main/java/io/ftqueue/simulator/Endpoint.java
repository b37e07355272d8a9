package io.ftqueue.simulator;

/** Where datagrams arrive. */
interface Endpoint {

    /** A datagram arrives. */
    void receive(Packet packet);
}
