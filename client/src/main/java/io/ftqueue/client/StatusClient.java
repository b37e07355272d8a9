package io.ftqueue.client;

import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.Decoded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks every server that can be found for its status, in whichever component it is. */
public final class StatusClient {

    private static final long MILLI = 1_000_000L;
    private static final long SHORTEST_ATTEMPT_NANOS = 20 * MILLI;

    /** Every component answers for itself; give the slower ones a moment. */
    private static final long COLLECT_NANOS = 150 * MILLI;

    private static final long ATTEMPT_NANOS = 200 * MILLI;

    /**
     * A server's first status takes longest, as it loads what it writes with; and where datagrams are lost, of many
     * attempts one is answered in full.
     */
    private static final int ATTEMPTS = 8;

    private final DatagramChannel channel;
    private final Selector selector;
    private final long nonce = new SplittableRandom().nextLong();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
    private final Map<InetSocketAddress, Parts> answers = new LinkedHashMap<>();

    private StatusClient(DatagramChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    /**
     * What a server says of itself.
     *
     * @param address where it is
     * @param name what people call it
     * @param json its status, or null if it did not answer though another server tells of it
     */
    public record ServerStatus(
            InetSocketAddress address,
            String name,
            @Nullable String json) {}

    /**
     * The status of every server found, in the order of their addresses.
     *
     * @throws NoServerException if there is none
     */
    public static List<ServerStatus> ask(ClientConfig config) {
        try {
            Map<InetSocketAddress, String> found;
            try (var discovery = new Discovery(config)) {
                found = discovery.all(config.timeout().toNanos(), COLLECT_NANOS);
            }
            if (found.isEmpty()) {
                throw new NoServerException(Discovery.nobody(config));
            }
            return ask(config, found, ATTEMPT_NANOS);
        } catch (IOException e) {
            throw new NoServerException("no server can be reached: " + e.getMessage(), e);
        }
    }

    /**
     * The status of the configured servers and no others, in the order of their addresses; nobody is looked for. One
     * that does not answer has no JSON, and goes by its address.
     *
     * @param patience how long to wait for all answers
     * @throws NoServerException if nothing can be sent
     */
    public static List<ServerStatus> askOnly(ClientConfig config, Duration patience) {
        var servers = new LinkedHashMap<InetSocketAddress, String>();
        config.servers().forEach(server -> servers.put(server, Discovery.text(server)));
        try {
            return ask(config, servers, Math.max(SHORTEST_ATTEMPT_NANOS, patience.toNanos() / ATTEMPTS));
        } catch (IOException e) {
            throw new NoServerException("no server can be reached: " + e.getMessage(), e);
        }
    }

    private static List<ServerStatus> ask(
            ClientConfig config, Map<InetSocketAddress, String> servers, long attemptNanos) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
            Inet4Address bind = Discovery.sendingAddress(config);
            if (bind != null) {
                channel.bind(new InetSocketAddress(bind, 0));
            }
            channel.register(selector, SelectionKey.OP_READ);
            var client = new StatusClient(channel, selector);
            client.askAll(servers.keySet().stream().toList(), attemptNanos);
            return client.statuses(servers);
        }
    }

    private void askAll(List<InetSocketAddress> servers, long attemptNanos) throws IOException {
        servers.forEach(server -> answers.put(server, new Parts()));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] question = ClientCodec.encode(new ClientFrame.StatusRequest(nonce + attempt));
            for (InetSocketAddress server : servers) {
                if (!answers.getOrDefault(server, Parts.NONE).isComplete()) {
                    channel.send(ByteBuffer.wrap(question), server);
                }
            }
            long until = System.nanoTime() + attemptNanos;
            long left = attemptNanos;
            while (left > 0) {
                if (answers.values().stream().allMatch(Parts::isComplete)) {
                    return;
                }
                selector.select(key -> {}, left / MILLI + 1);
                receiveAll();
                left = until - System.nanoTime();
            }
        }
    }

    private void receiveAll() throws IOException {
        var from = (InetSocketAddress) channel.receive(buffer.clear());
        while (from != null) {
            Parts parts = answers.get(from);
            if (parts != null
                    && ClientCodec.decode(buffer.flip()) instanceof Decoded.Ok ok
                    && ok.frame() instanceof ClientFrame.StatusReply reply
                    && reply.nonce() - nonce >= 0
                    && reply.nonce() - nonce < ATTEMPTS) {
                parts.add(reply);
            }
            from = (InetSocketAddress) channel.receive(buffer.clear());
        }
    }

    private List<ServerStatus> statuses(Map<InetSocketAddress, String> servers) {
        var statuses = new ArrayList<ServerStatus>();
        servers.forEach((address, name) -> {
            Parts parts = answers.getOrDefault(address, Parts.NONE);
            statuses.add(new ServerStatus(address, name, parts.text()));
        });
        statuses.sort((a, b) -> Discovery.compare(a.address(), b.address()));
        return List.copyOf(statuses);
    }

    /**
     * The parts of one server's answers. It answers every attempt with another status, whose parts do not fit those of
     * the one before, so each is put together for itself, and the first that is complete will do.
     */
    private static final class Parts {

        static final Parts NONE = new Parts();

        private final Map<Long, SortedMap<Integer, byte[]>> received = new HashMap<>();
        private @Nullable String text;

        void add(ClientFrame.StatusReply reply) {
            if (isComplete()) {
                return;
            }
            SortedMap<Integer, byte[]> parts = received.computeIfAbsent(reply.nonce(), nonce -> new TreeMap<>());
            parts.put(reply.part(), reply.bytes());
            if (parts.size() == reply.parts()) {
                text = join(parts.values());
            }
        }

        boolean isComplete() {
            return text != null;
        }

        @Nullable
        String text() {
            return text;
        }

        private static String join(Collection<byte[]> parts) {
            var bytes = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                bytes.write(part, 0, part.length);
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
