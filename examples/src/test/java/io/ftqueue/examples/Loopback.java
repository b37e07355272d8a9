package io.ftqueue.examples;

import io.ftqueue.server.ServerConfig;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Ports and groups of this host that nobody else uses. */
public final class Loopback {

    private Loopback() {}

    /** The address of this host that nothing leaves. */
    public static Inet4Address address() throws IOException {
        return ipv4("127.0.0.1");
    }

    /** A port that nobody uses just now. */
    public static int freePort() throws IOException {
        try (var socket = new DatagramSocket(new InetSocketAddress(address(), 0))) {
            return socket.getLocalPort();
        }
    }

    /** A multicast group of this host's. */
    public static InetSocketAddress freeGroup() throws IOException {
        return new InetSocketAddress(ipv4("239.255.84.1"), freePort());
    }

    /** A configuration that meets no other server of this host. */
    public static ServerConfig config() throws IOException {
        return ServerConfig.defaults()
                .withPort(freePort())
                .withGroups(freeGroup(), freeGroup())
                .withCluster("examples-" + ProcessHandle.current().pid());
    }

    private static Inet4Address ipv4(String literal) throws IOException {
        return (Inet4Address) InetAddress.getByName(literal);
    }
}
