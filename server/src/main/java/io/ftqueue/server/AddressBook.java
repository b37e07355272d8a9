package io.ftqueue.server;

import io.ftqueue.group.model.MemberId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the other servers are: the ones given with {@code --peers}, and those whose frames have been seen. A server's
 * number is made of its address, which serves until a frame tells by its source where the server really is (behind a
 * network address translation the two differ).
 */
final class AddressBook {

    /** A server silent for that long gets no more copies of what others are sent; it may come back as a stranger. */
    private static final long FORGET_AFTER_NANOS = 60_000_000_000L;

    private static final Pattern ADDRESS =
            Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3}):(\\d{1,5})");

    private final InetSocketAddress self;
    private final List<InetSocketAddress> peers;
    private final Map<MemberId, Entry> entries = new HashMap<>();
    private InetSocketAddress[] everybody;

    private static final class Entry {
        private InetSocketAddress address;
        private long heardAtNanos;

        Entry(InetSocketAddress address, long heardAtNanos) {
            this.address = address;
            this.heardAtNanos = heardAtNanos;
        }
    }

    AddressBook(InetSocketAddress self, Collection<InetSocketAddress> peers) {
        this.self = self;
        this.peers =
                peers.stream().distinct().filter(peer -> !peer.equals(self)).toList();
        this.everybody = this.peers.toArray(InetSocketAddress[]::new);
    }

    /** The number of the server at an address. */
    static long serverNumber(InetSocketAddress address) {
        return serverNumber(address.getAddress().getAddress(), address.getPort());
    }

    private static long serverNumber(byte[] ip, int port) {
        long number = 0;
        for (byte octet : ip) {
            number = (number << 8) | (octet & 0xff);
        }
        return (number << 16) | port;
    }

    /** The address that a server number was made of. */
    static InetSocketAddress addressOf(long serverNumber) {
        long ip = serverNumber >>> 16;
        byte[] octets = {(byte) (ip >>> 24), (byte) (ip >>> 16), (byte) (ip >>> 8), (byte) ip};
        try {
            return new InetSocketAddress(
                    (Inet4Address) InetAddress.getByAddress(octets), (int) (serverNumber & 0xffff));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an IPv4 address", e);
        }
    }

    /** The address in a text like 127.0.0.1:8080, or null. No name is ever looked up. */
    static @Nullable InetSocketAddress parse(String text) {
        Matcher match = ADDRESS.matcher(text);
        if (!match.matches()) {
            return null;
        }
        byte[] octets = new byte[4];
        for (int i = 0; i < octets.length; i++) {
            int number = Integer.parseInt(match.group(i + 1));
            if (number > 255) {
                return null;
            }
            octets[i] = (byte) number;
        }
        int port = Integer.parseInt(match.group(5));
        return port < 1 || port > 65_535 ? null : addressOf(serverNumber(octets, port));
    }

    /** Notes where a frame of a member came from. */
    void heard(MemberId member, InetSocketAddress from, long nowNanos) {
        Entry entry = entries.get(member);
        if (entry == null) {
            entries.put(member, new Entry(from, nowNanos));
            refresh();
            return;
        }
        entry.heardAtNanos = nowNanos;
        if (!entry.address.equals(from)) {
            entry.address = from;
            refresh();
        }
    }

    /** Forgets those that have long been silent. */
    void expire(long nowNanos) {
        if (entries.values().removeIf(entry -> nowNanos - entry.heardAtNanos > FORGET_AFTER_NANOS)) {
            refresh();
        }
    }

    /** The members that have been heard of late. */
    Collection<MemberId> heard() {
        return entries.keySet();
    }

    /** Where to send what is for one member. */
    InetSocketAddress of(MemberId member) {
        Entry entry = entries.get(member);
        return entry == null ? addressOf(member.server()) : entry.address;
    }

    /** Where to send what is for all, one by one; not to be changed. */
    InetSocketAddress[] everybody() {
        return everybody;
    }

    private void refresh() {
        var all = new ArrayList<InetSocketAddress>(peers);
        for (Entry entry : entries.values()) {
            if (!entry.address.equals(self) && !all.contains(entry.address)) {
                all.add(entry.address);
            }
        }
        everybody = all.toArray(InetSocketAddress[]::new);
    }
}
