package io.ftqueue.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.replica.Merge;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application hears of the server that runs inside it. */
@Timeout(60)
class ServerListenerTest {

    /** Puts down what it hears. */
    private static final class Ears implements ServerListener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void configurationChanged(ServerStatus status) {
            heard.add("members " + names(status));
        }

        @Override
        public void serving(ServerStatus status) {
            heard.add((status.serving() ? "serving " : "not serving ") + names(status));
        }

        @Override
        public void merged(Merge merge) {
            heard.add("merged " + merge.sides());
        }

        @Override
        public void stopped(@Nullable ServerFailedException failure) {
            heard.add("stopped " + (failure == null ? "as told" : failure.getMessage()));
        }

        private static List<String> names(ServerStatus status) {
            return status.members().stream()
                    .map(ServerStatus.Member::name)
                    .sorted()
                    .toList();
        }

        /** Waits until it has heard that, whatever comes before. */
        void await(String what) throws InterruptedException {
            String next = heard.poll(30, TimeUnit.SECONDS);
            while (!what.equals(next)) {
                assertThat(next).as("while waiting for: " + what).isNotNull();
                next = heard.poll(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void hearsWhoComesAndGoesAndTheEnd() throws Exception {
        ServerConfig config = Loopback.config().withName("a");
        var ears = new Ears();
        try (FtQueueServer a = FtQueueServer.start(config, ears)) {
            ears.await("members [a]");
            ears.await("serving [a]");
            try (FtQueueServer b = FtQueueServer.start(config.withName("b").withPort(Loopback.freePort()))) {
                ears.await("members [a, b]");
                ears.await("serving [a, b]");
                assertThat(a.status().members())
                        .extracting(ServerStatus.Member::address)
                        .containsExactlyInAnyOrder(a.address(), b.address());
                assertThat(a.status().stateHash()).isEqualTo(b.status().stateHash());
            }
            ears.await("serving [a]");
            assertThat(a.status().serving()).isTrue();
            assertThat(a.status().epoch()).isPositive();
        }
        ears.await("stopped as told");
        assertThat(ears.heard).isEmpty();
    }

    @Test
    void hearsOfAMerge() throws Exception {
        ServerConfig config = Loopback.config().withName("a");
        var ears = new Ears();
        try (FtQueueServer a = FtQueueServer.start(config, ears);
                FtQueueServer b = FtQueueServer.start(config.withName("b").withPort(Loopback.freePort()));
                DatagramSocket socket = Loopback.socket()) {
            ears.await("serving [a, b]");
            String sides = ServerConfig.text(a.address()) + "/" + ServerConfig.text(b.address());
            control(socket, ClientFrame.Control.PARTITION, sides, a.address(), b.address());
            ears.await("serving [a]");
            create(socket, 1, "one side", a.address());
            create(socket, 2, "other side", b.address());
            control(socket, ClientFrame.Control.HEAL, "", a.address(), b.address());
            ears.await("members [a, b]");
            // Which side comes first is for their contexts to say; that the merge comes before the service is not.
            assertThat(ears.heard.poll(30, TimeUnit.SECONDS)).isIn("merged [[a], [b]]", "merged [[b], [a]]");
            assertThat(ears.heard.poll(30, TimeUnit.SECONDS)).isEqualTo("serving [a, b]");
            assertThat(a.status().merges()).hasSize(1);
            assertThat(a.status().queues())
                    .extracting(queue -> new String(queue.label(), UTF_8))
                    .containsExactlyInAnyOrder("one side", "other side");
        }
    }

    @Test
    void tellsMergesOnce() throws Exception {
        var ears = new Ears();
        var feed = new ListenerFeed(ears);
        Merge one = new Merge(1, List.of(List.of("a"), List.of("b")), List.of());
        Merge two = new Merge(2, List.of(List.of("a"), List.of("c")), List.of());
        feed.report(null, false, List.of(one), ServerListenerTest::noStatus);
        feed.report(null, false, List.of(one), ServerListenerTest::noStatus);
        feed.report(null, false, List.of(one, two), ServerListenerTest::noStatus);
        feed.end(null);
        ears.await("merged [[a], [b]]");
        ears.await("merged [[a], [c]]");
        ears.await("stopped as told");
        assertThat(ears.heard).isEmpty();
    }

    @Test
    void aListenerThatFailsOrDawdlesHoldsUpNobody() throws Exception {
        var dawdling = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        ServerListener listener = new ServerListener() {
            @Override
            public void configurationChanged(ServerStatus status) {
                throw new IllegalStateException("a listener that fails, on purpose");
            }

            @Override
            public void serving(ServerStatus status) {
                boolean freed;
                try {
                    freed = dawdling.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                assertThat(freed).isTrue();
            }

            @Override
            public void stopped(@Nullable ServerFailedException failure) {
                stopped.countDown();
            }
        };
        try (FtQueueServer server = FtQueueServer.start(Loopback.config(), listener)) {
            while (!server.status().serving()) {
                Thread.onSpinWait();
            }
        }
        assertThat(stopped.getCount()).isEqualTo(1);
        dawdling.countDown();
        assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private static ServerStatus noStatus() {
        throw new AssertionError("a merge is told without a status");
    }

    private static void control(
            DatagramSocket socket, ClientFrame.Control control, String body, InetSocketAddress... servers)
            throws IOException {
        for (InetSocketAddress server : servers) {
            long nonce = 2L * server.getPort() + (control == ClientFrame.Control.HEAL ? 1 : 0);
            ask(socket, new ClientFrame.ControlRequest(nonce, control, body), server);
        }
    }

    private static void create(DatagramSocket socket, long client, String label, InetSocketAddress server)
            throws IOException {
        Operation create = new Operation.Create(label.getBytes(UTF_8));
        ask(socket, new ClientFrame.Request(client, 1, List.of(), 1, List.of(create)), server);
    }

    /** Asks until there is an answer: the side that has just been cut off takes a moment. */
    private static void ask(DatagramSocket socket, ClientFrame question, InetSocketAddress server) throws IOException {
        socket.setSoTimeout(500);
        for (int attempt = 0; attempt < 40; attempt++) {
            Loopback.send(socket, ClientCodec.encode(question), server);
            try {
                Loopback.receive(socket);
                return;
            } catch (SocketTimeoutException e) {
                assertThat(attempt).as("attempts without an answer").isLessThan(39);
            }
        }
    }
}
