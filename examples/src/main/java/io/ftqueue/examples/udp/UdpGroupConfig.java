package io.ftqueue.examples.udp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a member is and which group it belongs to.
 *
 * @param name what people call it; the group does not care
 * @param bind the address of this host that everything is sent from; its interface carries the multicast
 * @param port the port of {@code bind}; 0: any free one
 * @param multicast the multicast group that all members listen to
 * @param group members of groups with different names ignore each other
 * @param failuresTolerated F: effects are shown when min(F+1, n) members hold them
 */
public record UdpGroupConfig(
        String name, Inet4Address bind, int port, InetSocketAddress multicast, String group, int failuresTolerated) {

    public UdpGroupConfig {
        if (!multicast.getAddress().isMulticastAddress()) {
            throw new IllegalArgumentException(multicast + " is no multicast group (224.0.0.1 to 239.255.255.255)");
        }
    }

    /** A member on loopback. */
    public static UdpGroupConfig onLoopback(String name, String group, InetSocketAddress multicast) {
        try {
            return new UdpGroupConfig(
                    name, (Inet4Address) InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0, multicast, group, 1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }

    /** The key that frames of the group carry (FNV-1a, 64 bits). */
    long groupKey() {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < group.length(); i++) {
            hash = (hash ^ group.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
