package io.ftqueue.client;

import io.ftqueue.queue.codec.ClientFrame;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a client finds the servers and how patient it is.
 *
 * @param group the multicast group that servers listen to; asked where no servers are given
 * @param bind the address of this host to send from, whose interface carries the multicast; null: loopback for the
 *     group, whatever the system chooses for given servers
 * @param servers servers to begin with instead of asking the group; they tell of the others
 * @param timeout how long an operation may take before it is given up
 * @param maxOutstanding how many operations may be under way; further ones wait. 1 to 1,024
 */
public record ClientConfig(
        InetSocketAddress group,
        @Nullable Inet4Address bind,
        List<InetSocketAddress> servers,
        Duration timeout,
        int maxOutstanding) {

    public ClientConfig {
        servers = List.copyOf(servers);
        require(!group.isUnresolved(), "no address found for " + group.getHostString());
        require(group.getAddress().isMulticastAddress(), group.getHostString() + " is no multicast address");
        for (InetSocketAddress server : servers) {
            require(!server.isUnresolved(), "no address found for " + server.getHostString());
        }
        require(!timeout.isNegative() && !timeout.isZero(), "the timeout must be above 0");
        require(
                maxOutstanding >= 1 && maxOutstanding <= ClientFrame.MAX_OPEN,
                "1 to " + ClientFrame.MAX_OPEN + " operations under way");
    }

    /** Servers of this host, found over loopback; 10 seconds for an operation. */
    public static ClientConfig defaults() {
        return new ClientConfig(
                new InetSocketAddress(ipv4("224.0.0.1"), 5050), null, List.of(), Duration.ofSeconds(10), 512);
    }

    /** The same with another group. */
    public ClientConfig withGroup(InetSocketAddress newGroup) {
        return new ClientConfig(newGroup, bind, servers, timeout, maxOutstanding);
    }

    /** The same from another address of this host. */
    public ClientConfig withBind(@Nullable Inet4Address address) {
        return new ClientConfig(group, address, servers, timeout, maxOutstanding);
    }

    /** The same with given servers. */
    public ClientConfig withServers(List<InetSocketAddress> given) {
        return new ClientConfig(group, bind, given, timeout, maxOutstanding);
    }

    /** The same with another patience. */
    public ClientConfig withTimeout(Duration patience) {
        return new ClientConfig(group, bind, servers, patience, maxOutstanding);
    }

    /** The same with so many operations under way at most. */
    public ClientConfig withMaxOutstanding(int operations) {
        return new ClientConfig(group, bind, servers, timeout, operations);
    }

    private static Inet4Address ipv4(String literal) {
        try {
            return (Inet4Address) InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a literal address needs no look-up: " + literal, e);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
