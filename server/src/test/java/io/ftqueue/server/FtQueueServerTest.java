package io.ftqueue.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftqueue.group.codec.FrameCodec;
import io.ftqueue.group.message.Ack;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Answer;
import io.ftqueue.queue.codec.Decoded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One server on loopback, spoken to as clients and members speak to it. */
@Timeout(60)
class FtQueueServerTest {

    private static final int ATTEMPTS = 50;

    private ServerConfig config;
    private FtQueueServer server;
    private DatagramSocket socket;

    @BeforeEach
    void start() throws IOException, StartException {
        config = Loopback.config().withName("solo");
        server = FtQueueServer.start(config);
        socket = Loopback.socket();
        socket.setSoTimeout(200);
        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByInetAddress(Loopback.ADDRESS));
    }

    @AfterEach
    void stop() {
        socket.close();
        server.close();
    }

    @Test
    void welcomesWhoeverAsksTheGroup() throws IOException {
        byte[] answer = ask(ClientCodec.encode(new ClientFrame.Discover(5, 0)), config.clientGroup());
        var welcome = (ClientFrame.Welcome) frame(answer);
        assertThat(welcome.nonce()).isEqualTo(5);
        assertThat(welcome.servers())
                .containsExactly(new ClientFrame.ServerAddress(
                        "solo", "127.0.0.1", server.address().getPort()));
    }

    @Test
    void answersTheTextProtocolFromItsUnicastSocket() throws IOException {
        byte[] request = "msg,6ba7b810-9dad-11d1-80b4-00c04fd430c8,qCreate,12".getBytes(UTF_8);
        String id = new String(ask(request, config.clientGroup()), UTF_8);
        assertThat(id).matches("[1-9][0-9]*");
        byte[] lookup = "msg,6ba7b811-9dad-11d1-80b4-00c04fd430c8,qId,12".getBytes(UTF_8);
        assertThat(new String(ask(lookup, server.address()), UTF_8)).isEqualTo(id);
    }

    @Test
    void executesNativeRequests() throws IOException {
        var request = new ClientFrame.Request(7, 1, List.of(), 1, List.of(new Operation.Create("a".getBytes(UTF_8))));
        var reply = (ClientFrame.Reply) frame(ask(ClientCodec.encode(request), server.address()));
        long id = reply.answers().get(0).result().number();
        assertThat(id).isPositive();
        assertThat(reply.clientId()).isEqualTo(7);
        assertThat(reply.answers()).containsExactly(new Answer(1, Result.ofNumber(id)));
    }

    @Test
    void tellsItsStatusInParts() throws IOException {
        // Labels that take some room, so that one part is not enough.
        Operation[] creates = new Operation[60];
        for (int i = 0; i < creates.length; i++) {
            creates[i] = new Operation.Create((i + "-" + "x".repeat(300)).getBytes(UTF_8));
        }
        ask(ClientCodec.encode(new ClientFrame.Request(7, 1, List.of(), 1, List.of(creates))), server.address());

        socket.setSoTimeout(5_000);
        Loopback.send(socket, ClientCodec.encode(new ClientFrame.StatusRequest(9)), server.address());
        var json = new ByteArrayOutputStream();
        int parts = 1;
        for (int part = 0; part < parts; part++) {
            var reply = statusReply();
            assertThat(reply.nonce()).isEqualTo(9);
            assertThat(reply.part()).isEqualTo(part);
            parts = reply.parts();
            json.writeBytes(reply.bytes());
        }
        assertThat(parts).isGreaterThan(1);
        JsonNode status = new ObjectMapper().readTree(json.toByteArray());
        assertThat(status.get("name").asText()).isEqualTo("solo");
        assertThat(status.get("state").asText()).isEqualTo("OPERATIONAL");
        assertThat(status.get("storage").asText()).isEqualTo("memory only");
        assertThat(status.get("stateHash").asText()).matches("[0-9a-f]{16}");
        assertThat(status.get("configuration").get("members")).hasSize(1);
        assertThat(status.get("queues")).hasSize(60);
        assertThat(status.get("queues").findValuesAsText("label"))
                .anyMatch(label -> label.startsWith("0-x"))
                .anyMatch(label -> label.startsWith("59-x"));
    }

    @Test
    void obeysAControlOnce() throws IOException {
        String self = "127.0.0.1:" + server.address().getPort();
        byte[] split = ClientCodec.encode(
                new ClientFrame.ControlRequest(1, ClientFrame.Control.PARTITION, self + "/127.0.0.9:1,127.0.0.9:2"));
        assertThat(ask(split, server.address())).isEqualTo(reply(1, true, "does not hear 127.0.0.9:1, 127.0.0.9:2"));
        assertThat(server.statusJson()).contains("\"blocked\":[\"127.0.0.9:1\",\"127.0.0.9:2\"]");
        byte[] heal = ClientCodec.encode(new ClientFrame.ControlRequest(2, ClientFrame.Control.HEAL, ""));
        assertThat(ask(heal, server.address())).isEqualTo(reply(2, true, "hears 127.0.0.9:1, 127.0.0.9:2 again"));
        assertThat(ask(split, server.address())).isEqualTo(reply(1, true, "does not hear 127.0.0.9:1, 127.0.0.9:2"));
        assertThat(server.statusJson()).contains("\"partition\":null");
    }

    @Test
    void saysWhyItDoesNotObey() throws IOException {
        List<String> bodies =
                List.of("", "a/b", "127.0.0.1:1", "127.0.0.1:1/127.0.0.1:1", "127.0.0.1:1/", "1.2.3.4:0/x");
        for (int i = 0; i < bodies.size(); i++) {
            var request = new ClientFrame.ControlRequest(i, ClientFrame.Control.PARTITION, bodies.get(i));
            var reply = (ClientFrame.ControlReply) frame(ask(ClientCodec.encode(request), server.address()));
            assertThat(reply.done()).as(bodies.get(i)).isFalse();
            assertThat(reply.text()).isNotEmpty();
        }
        assertThat(server.statusJson()).contains("\"partition\":null");
    }

    @Test
    void tellsOfServersThatSpeakAnotherVersion() throws IOException {
        byte[] frame = frameOfAYoungerSelf();
        frame[4] = 99;
        for (int i = 0; i < 3; i++) {
            Loopback.send(socket, frame, server.address());
        }
        ask(ClientCodec.encode(new ClientFrame.Discover(6, 0)), server.address());
        assertThat(server.statusJson())
                .contains("not merged with 127.0.0.1:" + socket.getLocalPort()
                        + ": it speaks version 99 of the group protocol");
    }

    @Test
    void survivesRubbish() throws IOException {
        for (String rubbish : List.of("", "FTQG", "FTQC", "FTQC\1\4", "FTQG\1\5 and so on", "\u0000\u0001")) {
            Loopback.send(socket, rubbish.getBytes(UTF_8), server.address());
            Loopback.send(socket, rubbish.getBytes(UTF_8), config.memberGroup());
            Loopback.send(socket, rubbish.getBytes(UTF_8), config.clientGroup());
        }
        byte[] answer = ask(ClientCodec.encode(new ClientFrame.Discover(6, 0)), server.address());
        assertThat(frame(answer)).isInstanceOf(ClientFrame.Welcome.class);
        assertThat(server.statusJson()).contains("server.frames_dropped.too_short");
    }

    @Test
    void stopsWhenItIsTold() throws InterruptedException, ServerFailedException {
        server.close();
        server.awaitTermination();
        assertThatThrownBy(() -> server.statusJson()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stopsWhenAYoungerServerKeepsToItsIdentity() throws IOException {
        byte[] frame = frameOfAYoungerSelf();
        Loopback.send(socket, frame, server.address());
        assertThat(server.statusJson()).as("one datagram may be anybody's").contains("solo");
        for (int i = 0; i < 100; i++) {
            Loopback.send(socket, frame, server.address());
        }
        assertThatThrownBy(() -> server.awaitTermination())
                .isInstanceOf(ServerFailedException.class)
                .hasMessageContaining("another server")
                .hasMessageContaining("--port")
                .hasMessageNotContaining("\n");
    }

    private byte[] frameOfAYoungerSelf() {
        var younger = new MemberId(AddressBook.serverNumber(server.address()), Long.MAX_VALUE);
        var frame = new Frame(younger, ConfigurationId.NONE, 0, 0, new Ack());
        ByteBuffer datagram = ByteBuffer.allocate(2_000);
        new FrameCodec(FtQueueServer.groupKey(config.cluster())).encode(frame, datagram);
        return Arrays.copyOf(datagram.array(), datagram.position());
    }

    /** Asks until there is an answer: a server that has just started takes no requests yet. */
    private byte[] ask(byte[] question, InetSocketAddress target) throws IOException {
        for (int attempt = 0; ; attempt++) {
            Loopback.send(socket, question, target);
            try {
                return Loopback.receive(socket);
            } catch (SocketTimeoutException e) {
                assertThat(attempt).as("attempts without an answer").isLessThan(ATTEMPTS);
            }
        }
    }

    private ClientFrame.StatusReply statusReply() throws IOException {
        while (true) {
            // Repeated questions may have brought answers that nobody waits for any more.
            if (frame(Loopback.receive(socket)) instanceof ClientFrame.StatusReply reply) {
                return reply;
            }
        }
    }

    private static byte[] reply(long nonce, boolean done, String text) {
        return ClientCodec.encode(new ClientFrame.ControlReply(nonce, done, text));
    }

    private static ClientFrame frame(byte[] datagram) {
        return ((Decoded.Ok) ClientCodec.decode(datagram)).frame();
    }
}
