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

/**
 * Where the other servers are: the ones given with {@code --peers}, and those whose frames have been seen. A server's
 * number is made of its address, which serves until a frame tells by its source where the server really is (behind a
 * network address translation the two differ).
 */
final class AddressBook {

    /** A server silent for that long gets no more copies of what others are sent; it may come back as a stranger. */
    private static final long FORGET_AFTER_NANOS = 60_000_000_000L;

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
        byte[] ip = address.getAddress().getAddress();
        long number = 0;
        for (byte octet : ip) {
            number = (number << 8) | (octet & 0xff);
        }
        return (number << 16) | address.getPort();
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
