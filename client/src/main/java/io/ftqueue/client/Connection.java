package io.ftqueue.client;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * A socket that talks to one server at a time. It is connected, so that the system tells when nobody listens there any
 * more: a server that died is left at once and not after a timeout.
 */
final class Connection implements AutoCloseable {

    /** What can come of an attempt to read. */
    enum Read {
        DATAGRAM,
        NOTHING,
        /** The system says that nobody listens at the server's address. */
        NOBODY_THERE
    }

    private static final int BUFFER_BYTES = 4 << 20;

    private final @Nullable Inet4Address bind;
    private final Selector selector;
    private final ByteBuffer sendBuffer = ByteBuffer.allocateDirect(65_507);
    private final ByteBuffer receiveBuffer = ByteBuffer.allocateDirect(65_536);
    private DatagramChannel channel;
    private InetSocketAddress server;

    Connection(@Nullable Inet4Address bind, InetSocketAddress server) throws IOException {
        this.bind = bind;
        this.server = server;
        this.selector = Selector.open();
        this.channel = open(bind, server);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** The server talked to. */
    InetSocketAddress server() {
        return server;
    }

    /** Talks to another server from now on. */
    void switchTo(InetSocketAddress next) throws IOException {
        DatagramChannel opened = open(bind, next);
        channel.close();
        channel = opened;
        server = next;
        opened.register(selector, SelectionKey.OP_READ);
        selector.wakeup();
    }

    /** Sends a datagram, or loses it. Returns false if the system says that nobody is there. */
    boolean send(byte[] datagram) {
        sendBuffer.clear().put(datagram).flip();
        try {
            channel.write(sendBuffer);
            return true;
        } catch (PortUnreachableException e) {
            return false;
        } catch (IOException e) {
            // No room or no route just now: as good as lost on the way, and repeated like that.
            return true;
        }
    }

    /** Waits until a datagram has come, {@link #wakeUp} is called, or the time is over. */
    void await(long nanos) throws IOException {
        if (nanos <= 0) {
            selector.selectNow(key -> {});
        } else {
            // Timers here are tens of milliseconds: rounding up is no harm.
            selector.select(key -> {}, nanos / 1_000_000 + 1);
        }
    }

    /** Ends an {@link #await} of another thread. */
    void wakeUp() {
        selector.wakeup();
    }

    /** Reads a datagram if there is one; it is in {@link #datagram} until the next read. */
    Read read() {
        receiveBuffer.clear();
        try {
            int length = channel.read(receiveBuffer);
            receiveBuffer.flip();
            return length > 0 ? Read.DATAGRAM : Read.NOTHING;
        } catch (PortUnreachableException e) {
            return Read.NOBODY_THERE;
        } catch (IOException e) {
            return Read.NOTHING;
        }
    }

    /** The datagram that was read last. */
    ByteBuffer datagram() {
        return receiveBuffer;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }

    /** What fits in one datagram without being cut on the way: loopback has large frames, networks need not. */
    static int batchBytes(InetSocketAddress server) {
        return server.getAddress().isLoopbackAddress() ? 8_192 : 1_372;
    }

    private static DatagramChannel open(@Nullable Inet4Address bind, InetSocketAddress server) throws IOException {
        DatagramChannel opened = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            opened.configureBlocking(false);
            opened.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
            opened.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
            if (bind != null) {
                opened.bind(new InetSocketAddress(bind, 0));
            }
            opened.connect(server);
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }
}
