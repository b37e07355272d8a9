package io.ftqueue.server;

import io.ftqueue.queue.replica.ReplicaConfig;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server is run: {@link #defaults()} and what is to differ. Whoever breaks a rule below gets an
 * {@link IllegalArgumentException} of one line, in which things are called as on the command line.
 *
 * @param bind the address of this host that everything is sent from; its interface carries the multicast, too. Not
 *     0.0.0.0
 * @param port the port of {@code bind}, 1 to 65,535, or {@link #ANY_PORT} for 8080 or the next free one
 * @param clientGroup the multicast group that clients send to
 * @param memberGroup the multicast group that the servers use among themselves
 * @param peers the other servers' addresses where there is no multicast between them; empty: multicast
 * @param name what people call this server, 1 to 64 characters; null: its address and port
 * @param cluster servers of different clusters ignore each other
 * @param failuresTolerated F: an answer waits until min(F+1, n) servers hold the operation. 0 to 63
 * @param mockHealAfter how many text requests are executed in a split that a text client has asked for before the one
 *     that heals it; 0 if text clients cannot split the group
 * @param storage where the server keeps what it knows; null: in memory only
 */
public record ServerConfig(
        Inet4Address bind,
        int port,
        InetSocketAddress clientGroup,
        InetSocketAddress memberGroup,
        List<InetSocketAddress> peers,
        @Nullable String name,
        String cluster,
        int failuresTolerated,
        int mockHealAfter,
        @Nullable Storage storage) {

    /**
     * How a server keeps what it knows through the end of its process.
     *
     * @param directory belongs to this server alone; made if it is not there
     * @param sync whether an answer waits until what it tells of would outlive a power cut
     */
    public record Storage(Path directory, boolean sync) {}

    /** Stands for the first free port from {@link #FIRST_PORT} on. */
    public static final int ANY_PORT = 0;

    /** Where the search for a free port begins. */
    public static final int FIRST_PORT = 8080;

    /** Names longer than this would crowd out the rest of a heartbeat. */
    private static final int MAX_NAME_LENGTH = 64;

    public ServerConfig {
        peers = List.copyOf(peers);
        require(
                !bind.isAnyLocalAddress(),
                "--bind 0.0.0.0 names no address that others could answer to; give this host's own, e.g. 127.0.0.1");
        require(
                !bind.isMulticastAddress(),
                "--bind wants an address of this host, not the multicast group " + bind.getHostAddress());
        require(port >= 0 && port <= 65_535, "--port must be 1 to 65535, not " + port);
        requireGroup("--group", clientGroup);
        requireGroup("--member-group", memberGroup);
        require(
                !clientGroup.equals(memberGroup),
                "--group and --member-group must differ, both are " + text(clientGroup));
        for (InetSocketAddress peer : peers) {
            require(!peer.isUnresolved(), "--peers: no address found for " + peer.getHostString());
            require(
                    peer.getAddress() instanceof Inet4Address
                            && !peer.getAddress().isMulticastAddress(),
                    "--peers wants IPv4 addresses of single servers, not " + text(peer));
            require(peer.getPort() != 0, "--peers: " + peer.getHostString() + " needs a port");
        }
        require(name == null || !name.isBlank(), "--name must not be blank");
        require(name == null || name.length() <= MAX_NAME_LENGTH, "--name: at most 64 characters");
        require(
                failuresTolerated >= 0 && failuresTolerated < 64,
                "--failures must be 0 to 63, not " + failuresTolerated);
        require(mockHealAfter >= 0, "--mock-heal-after must be 0 or more, not " + mockHealAfter);
    }

    /** A server on loopback with the usual groups. */
    public static ServerConfig defaults() {
        return new ServerConfig(
                ipv4("127.0.0.1"),
                ANY_PORT,
                new InetSocketAddress(ipv4("224.0.0.1"), 5050),
                new InetSocketAddress(ipv4("239.255.80.80"), 5051),
                List.of(),
                null,
                "ftqueue",
                1,
                ReplicaConfig.DEFAULT_MOCK_HEAL_AFTER,
                null);
    }

    /** The same on another address and port. */
    public ServerConfig withBind(Inet4Address address, int newPort) {
        return new ServerConfig(
                address,
                newPort,
                clientGroup,
                memberGroup,
                peers,
                name,
                cluster,
                failuresTolerated,
                mockHealAfter,
                storage);
    }

    /** The same on another port of the same address; {@link #ANY_PORT} for the first free one. */
    public ServerConfig withPort(int newPort) {
        return withBind(bind, newPort);
    }

    /** The same with other multicast groups. */
    public ServerConfig withGroups(InetSocketAddress clients, InetSocketAddress members) {
        return new ServerConfig(
                bind, port, clients, members, peers, name, cluster, failuresTolerated, mockHealAfter, storage);
    }

    /** The same without multicast between the servers. */
    public ServerConfig withPeers(List<InetSocketAddress> others) {
        return new ServerConfig(
                bind, port, clientGroup, memberGroup, others, name, cluster, failuresTolerated, mockHealAfter, storage);
    }

    /** The same with another name. */
    public ServerConfig withName(String newName) {
        return new ServerConfig(
                bind,
                port,
                clientGroup,
                memberGroup,
                peers,
                newName,
                cluster,
                failuresTolerated,
                mockHealAfter,
                storage);
    }

    /** The same in another cluster. */
    public ServerConfig withCluster(String newCluster) {
        return new ServerConfig(
                bind,
                port,
                clientGroup,
                memberGroup,
                peers,
                name,
                newCluster,
                failuresTolerated,
                mockHealAfter,
                storage);
    }

    /** The same with another F. */
    public ServerConfig withFailuresTolerated(int failures) {
        return new ServerConfig(
                bind, port, clientGroup, memberGroup, peers, name, cluster, failures, mockHealAfter, storage);
    }

    /** The same with another number of requests in a text client's split. */
    public ServerConfig withMockHealAfter(int requests) {
        return new ServerConfig(
                bind, port, clientGroup, memberGroup, peers, name, cluster, failuresTolerated, requests, storage);
    }

    /** The same with what it knows kept there; null: in memory only. */
    public ServerConfig withStorage(@Nullable Storage newStorage) {
        return new ServerConfig(
                bind,
                port,
                clientGroup,
                memberGroup,
                peers,
                name,
                cluster,
                failuresTolerated,
                mockHealAfter,
                newStorage);
    }

    /** The same with what it knows kept in a directory of this server's own; answers wait until it is there. */
    public ServerConfig withData(Path directory) {
        return withStorage(new Storage(directory, true));
    }

    /** An endpoint the way people write it. */
    static String text(InetSocketAddress endpoint) {
        return endpoint.isUnresolved()
                ? endpoint.getHostString() + ":" + endpoint.getPort()
                : endpoint.getAddress().getHostAddress() + ":" + endpoint.getPort();
    }

    private static void requireGroup(String option, InetSocketAddress group) {
        require(
                !group.isUnresolved()
                        && group.getAddress() instanceof Inet4Address
                        && group.getAddress().isMulticastAddress(),
                option + " wants an IPv4 multicast address (224.0.0.1 to 239.255.255.255), not " + text(group));
        require(group.getPort() != 0, option + " needs a port, e.g. " + group.getHostString() + ":5050");
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
