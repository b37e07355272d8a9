package io.ftqueue.server;

import static io.ftqueue.server.ServerConfig.text;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a server, opened in the order in which a mistake is best reported. Everything is sent from the unicast
 * socket, so that whoever gets a datagram knows by its source which server answered.
 */
final class Sockets implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    /** A burst of full frames of all members while the loop collects garbage must fit. */
    private static final int BUFFER_BYTES = 4 << 20;

    private static final int SMALL_BUFFER_BYTES = 1 << 20;

    private final InetSocketAddress address;
    private final DatagramChannel unicast;
    private final @Nullable DatagramChannel clientGroup;
    private final @Nullable DatagramChannel memberGroup;

    private Sockets(
            InetSocketAddress address,
            DatagramChannel unicast,
            @Nullable DatagramChannel clientGroup,
            @Nullable DatagramChannel memberGroup) {
        this.address = address;
        this.unicast = unicast;
        this.clientGroup = clientGroup;
        this.memberGroup = memberGroup;
    }

    /** Opens all that the configuration asks for, or none and says why. */
    static Sockets open(ServerConfig config, BindInterface bound) throws StartException {
        DatagramChannel unicast = openUnicast(config, bound);
        DatagramChannel clients = null;
        try {
            var address =
                    new InetSocketAddress(config.bind(), ((InetSocketAddress) unicast.getLocalAddress()).getPort());
            if (!config.peers().isEmpty() && !bound.multicast()) {
                LOG.warn(
                        "{} has no multicast: clients cannot discover this server, they must name it ({})",
                        bound.networkInterface().getName(),
                        text(address));
                return new Sockets(address, unicast, null, null);
            }
            clients = openGroup(config, bound, config.clientGroup(), "--group");
            DatagramChannel members =
                    config.peers().isEmpty() ? openGroup(config, bound, config.memberGroup(), "--member-group") : null;
            return new Sockets(address, unicast, clients, members);
        } catch (StartException e) {
            closeQuietly(clients);
            closeQuietly(unicast);
            throw e;
        } catch (IOException e) {
            closeQuietly(clients);
            closeQuietly(unicast);
            throw new StartException(
                    "cannot set up the sockets on " + config.bind().getHostAddress() + ": " + e.getMessage(), e);
        }
    }

    /** Where this server is reached. */
    InetSocketAddress address() {
        return address;
    }

    DatagramChannel unicast() {
        return unicast;
    }

    /** The socket of the group that clients send to; null where there is no multicast. */
    @Nullable
    DatagramChannel clientGroup() {
        return clientGroup;
    }

    /** The socket of the members' group; null where they use unicast only. */
    @Nullable
    DatagramChannel memberGroup() {
        return memberGroup;
    }

    @Override
    public void close() {
        closeQuietly(memberGroup);
        closeQuietly(clientGroup);
        closeQuietly(unicast);
    }

    private static DatagramChannel openUnicast(ServerConfig config, BindInterface bound) throws StartException {
        int port = config.port() == ServerConfig.ANY_PORT ? ServerConfig.FIRST_PORT : config.port();
        while (true) {
            DatagramChannel channel = null;
            try {
                channel = DatagramChannel.open(StandardProtocolFamily.INET);
                prepare(channel, true);
                channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, bound.multicastTtl());
                channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
                if (bound.multicast()) {
                    channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, bound.networkInterface());
                }
                channel.bind(new InetSocketAddress(config.bind(), port));
                return channel;
            } catch (IOException e) {
                closeQuietly(channel);
                boolean taken = e instanceof BindException && !isForeignAddress(e);
                if (taken && config.port() == ServerConfig.ANY_PORT && port < 65_535) {
                    port++;
                } else {
                    throw unicastFailure(config.bind(), port, e);
                }
            }
        }
    }

    private static StartException unicastFailure(Inet4Address address, int port, IOException cause) {
        if (isForeignAddress(cause)) {
            return new StartException(BindInterface.notOurs(address), cause);
        }
        String endpoint = address.getHostAddress() + ":" + port;
        if (cause instanceof BindException && isInUse(cause)) {
            return new StartException(
                    "port " + port + " of " + address.getHostAddress()
                            + " is in use; give another with --port, or none to take the next free one",
                    cause);
        }
        return new StartException(
                "cannot bind " + endpoint + ": " + cause.getMessage() + "; give another with --bind and --port", cause);
    }

    private static boolean isInUse(IOException e) {
        return String.valueOf(e.getMessage()).contains("in use");
    }

    private static boolean isForeignAddress(IOException e) {
        // Linux and macOS: "Cannot assign requested address", "Can't assign requested address".
        return String.valueOf(e.getMessage()).contains("assign requested address");
    }

    private static DatagramChannel openGroup(
            ServerConfig config, BindInterface bound, InetSocketAddress group, String option) throws StartException {
        String name = bound.networkInterface().getName();
        if (!bound.multicast()) {
            throw new StartException(
                    "the interface " + name + " of " + config.bind().getHostAddress()
                            + " has no multicast; name the other servers with --peers HOST:PORT,... instead");
        }
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open(StandardProtocolFamily.INET);
            prepare(channel, false);
            // Every server of this host takes the same group and port.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            // Bound to the group, not to the port alone: other traffic to the port is not ours.
            channel.bind(group);
            channel.join(group.getAddress(), bound.networkInterface());
            return channel;
        } catch (IOException e) {
            closeQuietly(channel);
            if (e instanceof BindException && isInUse(e)) {
                throw new StartException(
                        "another program holds " + text(group) + " for itself; choose another group with " + option, e);
            }
            String otherwise = config.bind().isLoopbackAddress()
                    ? "; choose another group with " + option
                    : "; choose another group with " + option
                            + ", or name the other servers with --peers HOST:PORT,...";
            throw new StartException(
                    "cannot join multicast group " + text(group) + " on " + name + ": " + e.getMessage() + otherwise,
                    e);
        }
    }

    private static void prepare(DatagramChannel channel, boolean sends) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        int received = channel.getOption(StandardSocketOptions.SO_RCVBUF);
        if (sends) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
            if (received < SMALL_BUFFER_BYTES) {
                LOG.warn(
                        "the system grants a receive buffer of {} KiB only; bursts may be lost and repeated"
                                + " (Linux: sysctl net.core.rmem_max={})",
                        received >> 10,
                        BUFFER_BYTES);
            }
        }
    }

    private static void closeQuietly(@Nullable DatagramChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a socket", e);
        }
    }
}
