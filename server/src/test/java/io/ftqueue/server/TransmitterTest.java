package io.ftqueue.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.codec.Decoded;
import io.ftqueue.group.codec.FrameCodec;
import io.ftqueue.group.message.Ack;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransmitterTest {

    private final FrameCodec codec = new FrameCodec(42);
    private final Counters counters = new Counters();
    private final Frame frame = new Frame(new MemberId(1, 1), ConfigurationId.NONE, 0, 0, new Ack());

    @Test
    void sendsEachPeerACopyWhereThereIsNoMulticast() throws IOException {
        try (DatagramChannel channel = channel();
                DatagramSocket one = Loopback.socket();
                DatagramSocket other = Loopback.socket()) {
            List<InetSocketAddress> peers = List.of(address(one), address(other));
            var transmitter = new Transmitter(channel, codec, new AddressBook(local(channel), peers), counters, null);
            transmitter.multicast(frame);
            assertThat(decode(Loopback.receive(one))).isEqualTo(frame);
            assertThat(decode(Loopback.receive(other))).isEqualTo(frame);
            assertThat(counters.snapshot()).containsEntry("datagrams_sent", 2L);
        }
    }

    @Test
    void sendsAMemberItsFrame() throws IOException {
        try (DatagramChannel channel = channel();
                DatagramSocket one = Loopback.socket()) {
            var transmitter =
                    new Transmitter(channel, codec, new AddressBook(local(channel), List.of()), counters, null);
            transmitter.send(new MemberId(AddressBook.serverNumber(address(one)), 3), frame);
            assertThat(decode(Loopback.receive(one))).isEqualTo(frame);
        }
    }

    @Test
    void countsWhatTheSystemRefusesAsLost() throws IOException {
        try (DatagramChannel channel = channel()) {
            var transmitter =
                    new Transmitter(channel, codec, new AddressBook(local(channel), List.of()), counters, null);
            // Nothing leaves the host from its loopback address.
            var elsewhere = new InetSocketAddress(Loopback.ipv4("192.0.2.1"), 9);
            transmitter.reply(ClientEndpoint.of(elsewhere), new byte[] {1});
            assertThat(counters.snapshot()).containsEntry("sends_failed", 1L);
        }
    }

    private Frame decode(byte[] datagram) {
        return ((Decoded.Ok) codec.decode(ByteBuffer.wrap(datagram))).frame();
    }

    private static DatagramChannel channel() throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(Loopback.ADDRESS, 0));
        return channel;
    }

    private static InetSocketAddress local(DatagramChannel channel) throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    private static InetSocketAddress address(DatagramSocket socket) {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }
}
