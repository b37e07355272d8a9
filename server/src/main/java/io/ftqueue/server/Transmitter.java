package io.ftqueue.server;

import io.ftqueue.group.codec.FrameCodec;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.replica.ClientAddress;
import io.ftqueue.queue.replica.ReplicaOutbox;
import io.ftqueue.server.Counters.Count;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the replica wants sent. A datagram that the system does not take is counted and otherwise treated as one
 * lost on the way: the protocol repeats what matters, and no error of the network is a reason to stop.
 */
final class Transmitter implements ReplicaOutbox {

    private static final int LARGEST_DATAGRAM_BYTES = 65_507;

    private final DatagramChannel channel;
    private final FrameCodec codec;
    private final AddressBook addresses;
    private final Counters counters;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_DATAGRAM_BYTES);

    /** Where all members listen; null where each gets a copy of its own. */
    private final @Nullable InetSocketAddress memberGroup;

    Transmitter(
            DatagramChannel channel,
            FrameCodec codec,
            AddressBook addresses,
            Counters counters,
            @Nullable InetSocketAddress memberGroup) {
        this.channel = channel;
        this.codec = codec;
        this.addresses = addresses;
        this.counters = counters;
        this.memberGroup = memberGroup;
    }

    @Override
    public void multicast(Frame frame) {
        encode(frame);
        if (memberGroup != null) {
            transmit(memberGroup);
            return;
        }
        for (InetSocketAddress member : addresses.everybody()) {
            buffer.rewind();
            transmit(member);
        }
    }

    @Override
    public void send(MemberId to, Frame frame) {
        encode(frame);
        transmit(addresses.of(to));
    }

    @Override
    public void reply(ClientAddress to, byte[] datagram) {
        send(((ClientEndpoint) to).address(), datagram);
    }

    /** Sends a datagram as it is. */
    void send(InetSocketAddress to, byte[] datagram) {
        buffer.clear().put(datagram).flip();
        transmit(to);
    }

    private void encode(Frame frame) {
        buffer.clear();
        codec.encode(frame, buffer);
        buffer.flip();
    }

    private void transmit(InetSocketAddress to) {
        try {
            boolean taken = channel.send(buffer, to) > 0;
            counters.add(taken ? Count.DATAGRAMS_SENT : Count.SENDS_FAILED);
        } catch (IOException e) {
            // No room, no route, a firewall: all of them pass or are somebody's to mend while we go on.
            counters.add(Count.SENDS_FAILED);
        }
    }
}
