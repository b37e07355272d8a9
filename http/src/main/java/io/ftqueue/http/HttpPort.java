package io.ftqueue.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;

/**
 * A port that is taken and not served yet: who starts a server and a gateway with it takes the port first, so that
 * nothing has been started if it cannot be had.
 */
public final class HttpPort implements AutoCloseable {

    /** How many ports are tried where the next free one will do. */
    private static final int TRIED = 100;

    private static final int BACKLOG = 128;

    private final ServerSocketChannel channel;
    private final InetSocketAddress address;

    private HttpPort(ServerSocketChannel channel) throws IOException {
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * Takes a port.
     *
     * @param port 0: any
     * @param nextFree whether one of the next hundred will do if that one is in use
     * @throws HttpStartException if there is none to be had
     */
    public static HttpPort take(InetAddress bind, int port, boolean nextFree) throws HttpStartException {
        HttpStartException failure = null;
        for (int tried = port; tried <= Math.min(65_535, port + (nextFree ? TRIED : 0)); tried++) {
            try {
                return open(new InetSocketAddress(bind, tried));
            } catch (BindException e) {
                failure = new HttpStartException(
                        "--console: port " + tried + " of " + bind.getHostAddress()
                                + " cannot be had; is it in use? Give another port, or none",
                        e);
            } catch (IOException e) {
                throw new HttpStartException(
                        "--console: cannot listen at " + bind.getHostAddress() + ": " + e.getMessage(), e);
            }
        }
        if (failure == null) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
        throw failure;
    }

    private static HttpPort open(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, BACKLOG);
            return new HttpPort(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Where this is. */
    public InetSocketAddress address() {
        return address;
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** Gives it back. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("giving back a port", e);
        }
    }
}
