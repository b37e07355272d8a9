package io.ftqueue.client;

import io.ftqueue.queue.codec.ClientFrame;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
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
 * @param maxWaitingBytes how much memory operations that were handed in asynchronously may take until they are
 *     answered, in bytes; each counts with its item and 256 more. Beyond that {@link TooManyOperationsException} is
 *     thrown. Above 0
 * @param observer is told what the client goes through
 */
public record ClientConfig(
        InetSocketAddress group,
        @Nullable Inet4Address bind,
        List<InetSocketAddress> servers,
        Duration timeout,
        int maxOutstanding,
        long maxWaitingBytes,
        ClientObserver observer) {

    /** What a server listens to unless told otherwise. */
    private static final int DEFAULT_PORT = 8080;

    private static final long DEFAULT_WAITING_BYTES = 64L << 20;

    public ClientConfig {
        servers = List.copyOf(servers);
        require(!group.isUnresolved(), "no address found for " + group.getHostString());
        require(group.getAddress().isMulticastAddress(), group.getHostString() + " is no multicast address");
        for (InetSocketAddress server : servers) {
            require(!server.isUnresolved(), "no address found for " + server.getHostString());
        }
        require(!timeout.isNegative() && !timeout.isZero(), "the timeout must be above 0, not " + timeout);
        require(
                maxOutstanding >= 1 && maxOutstanding <= ClientFrame.MAX_OPEN,
                "1 to " + ClientFrame.MAX_OPEN + " operations may be under way, not " + maxOutstanding);
        require(maxWaitingBytes > 0, "operations that wait need some bytes of memory, not " + maxWaitingBytes);
    }

    /** Servers of this host, found over loopback; 10 seconds for an operation, 64 MiB for those that wait. */
    public static ClientConfig defaults() {
        return new ClientConfig(
                new InetSocketAddress(ipv4("224.0.0.1"), 5050),
                null,
                List.of(),
                Duration.ofSeconds(10),
                512,
                DEFAULT_WAITING_BYTES,
                ClientObserver.NONE);
    }

    /**
     * The same with given servers, one or more of the group; the others are learned from them.
     *
     * @param servers {@code host:port} or {@code host}, which means port 8080; a host is an IPv4 address or a name that
     *     has one
     * @throws IllegalArgumentException if there is none, or one is not of that form or has no address
     */
    public static ClientConfig of(String... servers) {
        require(servers.length > 0, "name at least one server, as host:port");
        return defaults()
                .withServers(Arrays.stream(servers).map(ClientConfig::address).toList());
    }

    /** The same with another group. */
    public ClientConfig withGroup(InetSocketAddress newGroup) {
        return new ClientConfig(newGroup, bind, servers, timeout, maxOutstanding, maxWaitingBytes, observer);
    }

    /** The same from another address of this host. */
    public ClientConfig withBind(@Nullable Inet4Address address) {
        return new ClientConfig(group, address, servers, timeout, maxOutstanding, maxWaitingBytes, observer);
    }

    /** The same with given servers. */
    public ClientConfig withServers(List<InetSocketAddress> given) {
        return new ClientConfig(group, bind, given, timeout, maxOutstanding, maxWaitingBytes, observer);
    }

    /** The same with another patience. */
    public ClientConfig withTimeout(Duration patience) {
        return new ClientConfig(group, bind, servers, patience, maxOutstanding, maxWaitingBytes, observer);
    }

    /** The same with so many operations under way at most. */
    public ClientConfig withMaxOutstanding(int operations) {
        return new ClientConfig(group, bind, servers, timeout, operations, maxWaitingBytes, observer);
    }

    /** The same with so much memory for operations that wait. */
    public ClientConfig withMaxWaitingBytes(long bytes) {
        return new ClientConfig(group, bind, servers, timeout, maxOutstanding, bytes, observer);
    }

    /** The same with somebody who is told what the client goes through. */
    public ClientConfig withObserver(ClientObserver told) {
        return new ClientConfig(group, bind, servers, timeout, maxOutstanding, maxWaitingBytes, told);
    }

    private static InetSocketAddress address(String server) {
        int colon = server.lastIndexOf(':');
        String host = colon < 0 ? server : server.substring(0, colon);
        require(!host.isEmpty(), "'" + server + "' names no host; write host:port, as in 127.0.0.1:8080");
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address instanceof Inet4Address) {
                    return new InetSocketAddress(address, colon < 0 ? DEFAULT_PORT : port(server, colon));
                }
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address found for " + host + "; check the name", e);
        }
        throw new IllegalArgumentException(host + " has no IPv4 address; name a server that has one");
    }

    private static int port(String server, int colon) {
        String port = server.substring(colon + 1);
        int number = port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
        require(number >= 1 && number <= 65_535, "'" + port + "' in '" + server + "' is no port; write 1 to 65535");
        return number;
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
