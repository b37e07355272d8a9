package io.ftqueue.server;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * The network interface that an address of this host belongs to: multicast is sent and received there, on every
 * operating system alike, and its MTU says how large datagrams may be.
 */
record BindInterface(Inet4Address address, NetworkInterface networkInterface, int mtu, boolean multicast) {

    /** Header bytes of IPv4 (without options) and UDP. */
    private static final int HEADER_BYTES = 28;

    /**
     * Larger frames save little more: beyond a few thousand operations a datagram the cost is in the operations, and a
     * lost frame costs more to send again.
     */
    private static final int LARGEST_FRAME_BYTES = 16_384;

    /** The least that IPv4 hosts must take, and the least that the protocol can do with. */
    private static final int SMALLEST_FRAME_BYTES = 576;

    static BindInterface of(Inet4Address address) throws StartException {
        try {
            NetworkInterface found = NetworkInterface.getByInetAddress(address);
            if (found == null && address.isLoopbackAddress()) {
                // All of 127.0.0.0/8 may be bound where only 127.0.0.1 is listed.
                found = NetworkInterface.networkInterfaces()
                        .filter(BindInterface::isLoopback)
                        .findFirst()
                        .orElse(null);
            }
            if (found == null) {
                throw new StartException(notOurs(address));
            }
            // Loopback is said not to do multicast, and does.
            boolean multicast = found.isLoopback() || found.supportsMulticast();
            return new BindInterface(address, found, found.getMTU(), multicast);
        } catch (SocketException e) {
            throw new StartException(
                    "cannot look at the network interface of " + address.getHostAddress() + ": " + e.getMessage()
                            + "; give another address with --bind",
                    e);
        }
    }

    static String notOurs(Inet4Address address) {
        return address.getHostAddress() + " is no address of this host; give one that is with --bind"
                + " (127.0.0.1 for servers on one host)";
    }

    /** The largest frame that fits in one datagram of this interface, within reason. */
    int maxFrameBytes() {
        return maxFrameBytes(mtu);
    }

    static int maxFrameBytes(int mtu) {
        return Math.max(SMALLEST_FRAME_BYTES, Math.min(mtu - HEADER_BYTES, LARGEST_FRAME_BYTES));
    }

    /** On loopback nothing leaves the host; elsewhere nothing leaves the network that all servers are in. */
    int multicastTtl() {
        return address.isLoopbackAddress() ? 0 : 1;
    }

    private static boolean isLoopback(NetworkInterface candidate) {
        try {
            return candidate.isLoopback();
        } catch (SocketException e) {
            // It went away while we looked: then it is not the one.
            return false;
        }
    }
}
