package io.ftqueue.examples.udp;

import io.ftqueue.group.Wire;
import io.ftqueue.group.codec.Decoded;
import io.ftqueue.group.codec.FrameCodec;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.MemberId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a member: one of its own, which all is sent from, and the multicast group's. What is not sent is lost,
 * and what is damaged was never there: the group asks for it again.
 */
final class UdpWire implements Wire, AutoCloseable {

    private static final int LARGEST_DATAGRAM_BYTES = 65_507;

    /** A burst of all members while this one collects garbage must fit. */
    private static final int BUFFER_BYTES = 4 << 20;

    private final DatagramChannel own;
    private final DatagramChannel shared;
    private final InetSocketAddress address;
    private final InetSocketAddress multicast;
    private final FrameCodec codec;
    private final ByteBuffer out = ByteBuffer.allocateDirect(LARGEST_DATAGRAM_BYTES);
    private final ByteBuffer in = ByteBuffer.allocateDirect(LARGEST_DATAGRAM_BYTES);

    private long lost;

    private UdpWire(UdpGroupConfig config, DatagramChannel own, DatagramChannel shared) throws IOException {
        this.own = own;
        this.shared = shared;
        this.multicast = config.multicast();
        this.codec = new FrameCodec(config.groupKey());
        NetworkInterface networkInterface = interfaceOf(config);
        for (DatagramChannel channel : new DatagramChannel[] {own, shared}) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        }
        own.setOption(StandardSocketOptions.IP_MULTICAST_IF, networkInterface);
        // Stays on this host, or in the network that all members are in.
        own.setOption(StandardSocketOptions.IP_MULTICAST_TTL, config.bind().isLoopbackAddress() ? 0 : 1);
        own.bind(new InetSocketAddress(config.bind(), config.port()));
        address = new InetSocketAddress(config.bind(), ((InetSocketAddress) own.getLocalAddress()).getPort());
        // All members of this host have the group's port together.
        shared.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        shared.bind(multicast);
        shared.join(multicast.getAddress(), networkInterface);
    }

    static UdpWire open(UdpGroupConfig config) throws IOException {
        DatagramChannel own = DatagramChannel.open(StandardProtocolFamily.INET);
        DatagramChannel shared = null;
        try {
            shared = DatagramChannel.open(StandardProtocolFamily.INET);
            return new UdpWire(config, own, shared);
        } catch (IOException | RuntimeException e) {
            own.close();
            if (shared != null) {
                shared.close();
            }
            throw e;
        }
    }

    private static NetworkInterface interfaceOf(UdpGroupConfig config) throws IOException {
        NetworkInterface found = NetworkInterface.getByInetAddress(config.bind());
        if (found == null) {
            throw new IOException(config.bind().getHostAddress() + " is no address of this host");
        }
        return found;
    }

    /** Where this member is reached. */
    InetSocketAddress address() {
        return address;
    }

    void register(Selector selector) throws IOException {
        own.register(selector, SelectionKey.OP_READ);
        shared.register(selector, SelectionKey.OP_READ);
    }

    /** The next frame that is waiting; null if there is none. */
    @Nullable
    Frame receive() throws IOException {
        for (DatagramChannel channel : new DatagramChannel[] {shared, own}) {
            while (receive(channel)) {
                if (codec.decode(in) instanceof Decoded.Ok ok) {
                    return ok.frame();
                }
            }
        }
        return null;
    }

    private boolean receive(DatagramChannel channel) throws IOException {
        in.clear();
        boolean received = channel.receive(in) != null;
        in.flip();
        return received;
    }

    @Override
    public void multicast(Frame frame) {
        transmit(frame, multicast);
    }

    @Override
    public void send(MemberId to, Frame frame) {
        transmit(frame, addressOf(to.server()));
    }

    private void transmit(Frame frame, InetSocketAddress to) {
        out.clear();
        codec.encode(frame, out);
        out.flip();
        try {
            own.send(out, to);
        } catch (ClosedChannelException e) {
            throw new IllegalStateException("the socket was closed while the member was running", e);
        } catch (IOException e) {
            // No route, no room, a firewall: lost like a datagram on its way, and no reason to stop.
            lost++;
        }
    }

    /** How many datagrams the system refused to send. */
    long lost() {
        return lost;
    }

    /** The number of the server at an address. What it means is the driver's to say; here the way back is in it. */
    static long serverNumber(InetSocketAddress address) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(address.getAddress().getAddress())
                                .getInt())
                        << 16
                | address.getPort();
    }

    /** The address that a server's number was made of. */
    static InetSocketAddress addressOf(long server) {
        byte[] ip =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) (server >>> 16)).array();
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), (int) (server & 0xffff));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            own.close();
        } finally {
            shared.close();
        }
    }
}
