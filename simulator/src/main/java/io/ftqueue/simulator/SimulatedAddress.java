package io.ftqueue.simulator;

import io.ftqueue.queue.replica.ClientAddress;

/**
 * A socket of a client.
 *
 * @param endpoint the client's endpoint in the network
 * @param port which of its sockets
 */
record SimulatedAddress(int endpoint, int port) implements ClientAddress {
    @Override
    public long key() {
        return (long) endpoint << 32 | port;
    }
}
