package io.ftqueue.client;

import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame.Control;
import io.ftqueue.queue.codec.ClientFrame.ControlReply;
import io.ftqueue.queue.codec.ClientFrame.ControlRequest;
import io.ftqueue.queue.codec.Decoded;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Asks servers to do what is not a client's business, each until it answers. */
public final class ControlClient {

    private static final long MILLI = 1_000_000L;
    private static final long ATTEMPT_NANOS = 200 * MILLI;
    private static final int ATTEMPTS = 10;

    private final DatagramChannel channel;
    private final Selector selector;

    /** The same for all copies: a server obeys one and answers each. */
    private final long nonce = new SplittableRandom().nextLong();

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
    private final Map<InetSocketAddress, ControlReply> answers = new HashMap<>();

    private ControlClient(DatagramChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    /**
     * What a server made of it.
     *
     * @param server its address
     * @param answered whether it has answered; it may have obeyed if not
     * @param done whether it says that it has obeyed
     * @param text what it says
     */
    public record Outcome(InetSocketAddress server, boolean answered, boolean done, String text) {}

    /**
     * Sends a control to servers, side by side.
     *
     * @param body its argument; see {@link Control}
     * @return what each made of it, in their order
     * @throws NoServerException if none can be reached
     */
    public static List<Outcome> send(
            ClientConfig config, List<InetSocketAddress> servers, Control control, String body) {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            Inet4Address bind = Discovery.sendingAddress(config);
            if (bind != null) {
                channel.bind(new InetSocketAddress(bind, 0));
            }
            channel.register(selector, SelectionKey.OP_READ);
            var client = new ControlClient(channel, selector);
            client.sendAll(servers, control, body);
            return servers.stream().map(client::outcome).toList();
        } catch (IOException e) {
            throw new NoServerException("no server can be reached: " + e.getMessage(), e);
        }
    }

    private void sendAll(List<InetSocketAddress> servers, Control control, String body) throws IOException {
        byte[] request = ClientCodec.encode(new ControlRequest(nonce, control, body));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            for (InetSocketAddress server : servers) {
                if (!answers.containsKey(server)) {
                    channel.send(ByteBuffer.wrap(request), server);
                }
            }
            long until = System.nanoTime() + ATTEMPT_NANOS;
            long left = ATTEMPT_NANOS;
            while (left > 0) {
                if (answers.keySet().containsAll(servers)) {
                    return;
                }
                selector.select(key -> {}, left / MILLI + 1);
                receiveAll(servers);
                left = until - System.nanoTime();
            }
        }
    }

    private void receiveAll(List<InetSocketAddress> servers) throws IOException {
        var from = (InetSocketAddress) channel.receive(buffer.clear());
        while (from != null) {
            if (servers.contains(from)
                    && ClientCodec.decode(buffer.flip()) instanceof Decoded.Ok ok
                    && ok.frame() instanceof ControlReply reply
                    && reply.nonce() == nonce) {
                answers.putIfAbsent(from, reply);
            }
            from = (InetSocketAddress) channel.receive(buffer.clear());
        }
    }

    private Outcome outcome(InetSocketAddress server) {
        @Nullable ControlReply reply = answers.get(server);
        return reply == null
                ? new Outcome(server, false, false, "does not answer")
                : new Outcome(server, true, reply.done(), reply.text());
    }
}
