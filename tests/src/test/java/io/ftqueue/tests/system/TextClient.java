package io.ftqueue.tests.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The original's client: a unicast socket of its own, from which it sends to the group and at which it waits for the
 * reply. Nothing is set on the socket: bound to loopback, it sends its multicast there.
 */
final class TextClient implements AutoCloseable {

    private static final int LONGEST_REPLY_BYTES = 10_240;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Long enough for a second reply of another server to come, if there is one. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private final DatagramSocket socket;
    private final InetSocketAddress to;

    /** A reply and the socket it came from. */
    record Reply(String text, InetSocketAddress from) {}

    TextClient(InetSocketAddress to) {
        this.to = to;
        try {
            this.socket = new DatagramSocket(new InetSocketAddress(Servers.address("127.0.0.1"), 0));
        } catch (IOException e) {
            throw new UncheckedIOException("no socket", e);
        }
    }

    /** The text of a request with a message id that no other has. */
    static String request(String operation) {
        return "msg," + UUID.randomUUID() + "," + operation;
    }

    /** Sends a request that has no reply. */
    void tell(String operation) {
        send(request(operation));
    }

    /** Sends a request and returns the text of the reply. */
    String ask(String operation) {
        return askFully(request(operation)).text();
    }

    /** Sends a datagram as it is and returns the reply. */
    Reply askFully(String datagram) {
        send(datagram);
        return receive(PATIENCE).orElseThrow(() -> new AssertionError("no reply to " + datagram));
    }

    /** Sends a datagram as it is. */
    void send(String datagram) {
        send(datagram.getBytes(StandardCharsets.UTF_8), to);
    }

    /** Sends a datagram as it is to somebody else. */
    void send(byte[] datagram, InetSocketAddress somebody) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, somebody));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send " + datagram.length + " bytes to " + somebody, e);
        }
    }

    /** All that comes until nothing has come for a while. */
    List<Reply> receiveAll() {
        List<Reply> replies = new ArrayList<>();
        for (Optional<Reply> reply = receive(QUIET); reply.isPresent(); reply = receive(QUIET)) {
            replies.add(reply.get());
        }
        return replies;
    }

    private Optional<Reply> receive(Duration patience) {
        var packet = new DatagramPacket(new byte[LONGEST_REPLY_BYTES], LONGEST_REPLY_BYTES);
        try {
            socket.setSoTimeout((int) patience.toMillis());
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot receive", e);
        }
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        return Optional.of(new Reply(text, (InetSocketAddress) packet.getSocketAddress()));
    }

    @Override
    public void close() {
        socket.close();
    }
}
