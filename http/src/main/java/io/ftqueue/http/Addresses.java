package io.ftqueue.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses of servers as the status writes them. */
final class Addresses {

    private static final Pattern ADDRESS =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3}):(\\d{1,5})");
    private static final int OCTETS = 4;

    private Addresses() {}

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** An IPv4 address and port, or null if it is none. No name is looked up. */
    static @Nullable InetSocketAddress parse(String text) {
        Matcher parts = ADDRESS.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        var octets = new byte[OCTETS];
        for (int i = 0; i < OCTETS; i++) {
            int octet = Integer.parseInt(parts.group(i + 1));
            if (octet > 255) {
                return null;
            }
            octets[i] = (byte) octet;
        }
        int port = Integer.parseInt(parts.group(OCTETS + 1));
        if (port < 1 || port > 65_535) {
            return null;
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(octets), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an IPv4 address", e);
        }
    }
}
