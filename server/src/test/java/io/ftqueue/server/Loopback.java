package io.ftqueue.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Ports and groups of this host that nobody else uses, and sockets to talk to them. */
final class Loopback {

    static final Inet4Address ADDRESS = ipv4("127.0.0.1");

    private Loopback() {}

    static Inet4Address ipv4(String literal) {
        try {
            return (Inet4Address) InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (DatagramSocket socket = socket()) {
            return socket.getLocalPort();
        }
    }

    /** A configuration that meets no other server of this host. */
    static ServerConfig config() throws IOException {
        return ServerConfig.defaults()
                .withBind(ADDRESS, freePort())
                .withGroups(
                        new InetSocketAddress(ipv4("239.255.81.1"), freePort()),
                        new InetSocketAddress(ipv4("239.255.81.2"), freePort()))
                .withCluster("test-" + ProcessHandle.current().pid());
    }

    /** A socket that waits for five seconds. */
    static DatagramSocket socket() throws IOException {
        var socket = new DatagramSocket(new InetSocketAddress(ADDRESS, 0));
        socket.setSoTimeout(5_000);
        return socket;
    }

    static void send(DatagramSocket from, byte[] bytes, InetSocketAddress to) throws IOException {
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    static byte[] receive(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }
}
