package io.ftqueue.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketsTest {

    @Test
    void hearsItsGroupsOverLoopback() throws IOException, StartException {
        ServerConfig config = Loopback.config();
        try (Sockets one = open(config);
                Sockets other = open(config.withBind(Loopback.ADDRESS, Loopback.freePort()))) {
            one.unicast().send(ByteBuffer.wrap(new byte[] {1}), config.memberGroup());
            one.unicast().send(ByteBuffer.wrap(new byte[] {2}), config.clientGroup());
            for (Sockets sockets : List.of(one, other)) {
                assertThat(receive(sockets.memberGroup(), 1)).isEqualTo(one.address());
                assertThat(receive(sockets.clientGroup(), 2)).isEqualTo(one.address());
            }
        }
    }

    @Test
    void doesNotHearOtherTrafficToTheGroupsPort() throws IOException, StartException {
        ServerConfig config = Loopback.config();
        try (Sockets sockets = open(config)) {
            var port =
                    new InetSocketAddress(Loopback.ADDRESS, config.clientGroup().getPort());
            sockets.unicast().send(ByteBuffer.wrap(new byte[] {1}), port);
            sockets.unicast().send(ByteBuffer.wrap(new byte[] {2}), config.clientGroup());
            assertThat(receive(sockets.clientGroup(), 2)).isEqualTo(sockets.address());
        }
    }

    @Test
    void takesTheNextFreePort() throws IOException, StartException {
        ServerConfig config = Loopback.config().withBind(Loopback.ADDRESS, ServerConfig.ANY_PORT);
        try (Sockets one = open(config);
                Sockets other = open(config)) {
            assertThat(one.address().getPort()).isGreaterThanOrEqualTo(ServerConfig.FIRST_PORT);
            assertThat(other.address().getPort()).isGreaterThan(one.address().getPort());
        }
    }

    @Test
    void saysThatAPortIsInUse() throws IOException {
        try (DatagramSocket taken = Loopback.socket()) {
            ServerConfig config = Loopback.config().withBind(Loopback.ADDRESS, taken.getLocalPort());
            assertThatThrownBy(() -> open(config).close())
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " of 127.0.0.1 is in use")
                    .hasMessageContaining("--port");
        }
    }

    @Test
    void saysThatAGroupIsHeldByAnother() throws IOException {
        ServerConfig config = Loopback.config();
        try (DatagramChannel selfish = DatagramChannel.open()) {
            selfish.bind(config.clientGroup());
            assertThatThrownBy(() -> open(config).close())
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("another program holds " + ServerConfig.text(config.clientGroup()))
                    .hasMessageContaining("--group");
        }
    }

    @Test
    void suggestsPeersWhereThereIsNoMulticast() throws IOException, StartException {
        ServerConfig config = Loopback.config();
        BindInterface loopback = BindInterface.of(Loopback.ADDRESS);
        var deaf = new BindInterface(Loopback.ADDRESS, loopback.networkInterface(), 1_500, false);
        assertThatThrownBy(() -> Sockets.open(config, deaf).close())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("has no multicast")
                .hasMessageContaining("--peers");

        ServerConfig withPeers = config.withPeers(List.of(new InetSocketAddress(Loopback.ADDRESS, 9)));
        try (Sockets sockets = Sockets.open(withPeers, deaf)) {
            assertThat(sockets.memberGroup()).isNull();
            assertThat(sockets.clientGroup()).isNull();
        }
    }

    private static Sockets open(ServerConfig config) throws StartException {
        return Sockets.open(config, BindInterface.of(config.bind()));
    }

    /** The sender of the datagram that comes next, which holds one byte. */
    private static InetSocketAddress receive(DatagramChannel channel, int expected) throws IOException {
        try (Selector selector = Selector.open()) {
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            assertThat(selector.select(5_000)).isEqualTo(1);
            ByteBuffer buffer = ByteBuffer.allocate(16);
            var from = (InetSocketAddress) channel.receive(buffer);
            assertThat(buffer.flip().get()).isEqualTo((byte) expected);
            key.cancel();
            return from;
        }
    }
}
