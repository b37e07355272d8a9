package io.ftqueue.cli;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A client of the text protocol, as anyone could write it in ten lines: a datagram to the group, one back. */
final class TextClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 3_000;

    private final MulticastSocket socket;
    private final InetSocketAddress group;

    TextClient(Inet4Address bind, InetSocketAddress group) throws IOException {
        this.group = group;
        this.socket = new MulticastSocket(new InetSocketAddress(bind, 0));
        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByInetAddress(bind));
        socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, bind.isLoopbackAddress() ? 0 : 1);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** Sends a request that has no reply. */
    void tell(String request) throws IOException {
        byte[] bytes = ("msg," + UUID.randomUUID() + "," + request).getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, group));
    }

    /** Sends a request and returns the reply. */
    String ask(String request) throws IOException {
        tell(request);
        var packet = new DatagramPacket(new byte[10_240], 10_240);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        socket.close();
    }
}
