package io.ftqueue.server;

import io.ftqueue.queue.replica.ClientAddress;
import java.net.InetSocketAddress;

/**
 * A client's socket.
 *
 * @param key made of address and port, hence the same on every server that hears the client
 * @param address where its answers go
 */
record ClientEndpoint(long key, InetSocketAddress address) implements ClientAddress {

    static ClientEndpoint of(InetSocketAddress address) {
        return new ClientEndpoint(AddressBook.serverNumber(address), address);
    }
}
