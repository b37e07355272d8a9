package io.ftqueue.client;

import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.ServerAddress;
import io.ftqueue.queue.codec.Decoded;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks who is there: the group, or the servers given. Of those in one component one answers a question to the group and
 * tells of the others; a repeated question goes to another one.
 */
final class Discovery implements AutoCloseable {

    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final long MILLI = 1_000_000L;
    private static final long FIRST_WAIT_NANOS = 30 * MILLI;
    private static final long LONGEST_WAIT_NANOS = 500 * MILLI;

    private final DatagramChannel channel;
    private final Selector selector;
    private final List<InetSocketAddress> targets;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
    private final SplittableRandom random = new SplittableRandom();
    private final Set<InetSocketAddress> answered = new LinkedHashSet<>();

    /**
     * What a question has found.
     *
     * @param answered the servers that answered, in the order of their answers
     * @param told the others that these have told of
     */
    record Found(List<InetSocketAddress> answered, List<InetSocketAddress> told) {}

    Discovery(ClientConfig config) throws IOException {
        this(config, List.of());
    }

    /**
     * Asks others, too.
     *
     * @param known servers that are there or were: a question to one server is answered by it whoever else is there
     */
    Discovery(ClientConfig config, List<InetSocketAddress> known) throws IOException {
        boolean group = config.servers().isEmpty();
        Set<InetSocketAddress> asked = new LinkedHashSet<>(group ? List.of(config.group()) : config.servers());
        asked.addAll(known);
        this.targets = List.copyOf(asked);
        this.channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            Inet4Address bind = sendingAddress(config);
            if (bind != null) {
                channel.bind(new InetSocketAddress(bind, 0));
            }
            if (group && bind != null) {
                channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, interfaceOf(bind));
                channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, bind.isLoopbackAddress() ? 0 : 1);
            }
            this.selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Who is there, as {@link #other} finds it; nobody, if the network is away altogether. */
    static Found others(
            ClientConfig config, List<InetSocketAddress> known, Set<InetSocketAddress> silent, long patienceNanos) {
        try (var discovery = new Discovery(config, known)) {
            return discovery.other(silent, patienceNanos);
        } catch (IOException e) {
            return new Found(List.of(), List.of());
        }
    }

    /** The address to send from, or null where the system may choose. */
    static @Nullable Inet4Address sendingAddress(ClientConfig config) {
        if (config.bind() != null) {
            return config.bind();
        }
        return config.servers().isEmpty() ? loopback() : null;
    }

    /**
     * The servers of the first component that answers, the answering one first; empty if none does in time.
     *
     * @param patienceNanos how long to wait at most
     */
    List<InetSocketAddress> first(long patienceNanos) throws IOException {
        return new ArrayList<>(ask(patienceNanos, patienceNanos, from -> true).keySet());
    }

    /**
     * Who is there, other than some servers that do not need to answer: of those that do, the first ends the search.
     *
     * @param silent servers whose answers do not end the search
     * @param patienceNanos how long to wait at most
     */
    Found other(Set<InetSocketAddress> silent, long patienceNanos) throws IOException {
        List<InetSocketAddress> told = new ArrayList<>(
                ask(patienceNanos, 0, from -> !silent.contains(from)).keySet());
        told.removeAll(answered);
        return new Found(List.copyOf(answered), told);
    }

    /**
     * All servers that anyone tells of, in any component, with the names they go by.
     *
     * @param patienceNanos how long to wait for the first answer
     * @param collectNanos how long to wait for more after it
     */
    Map<InetSocketAddress, String> all(long patienceNanos, long collectNanos) throws IOException {
        return ask(patienceNanos, collectNanos, from -> false);
    }

    private Map<InetSocketAddress, String> ask(
            long patienceNanos, long collectNanos, Predicate<InetSocketAddress> enough) throws IOException {
        long nonce = random.nextLong();
        long wait = FIRST_WAIT_NANOS;
        long end = System.nanoTime() + patienceNanos;
        var found = new LinkedHashMap<InetSocketAddress, String>();
        for (int attempt = 0; end - System.nanoTime() > 0; attempt++) {
            send(ClientCodec.encode(new ClientFrame.Discover(nonce, attempt)));
            long until = Math.min(wait, Math.max(0, end - System.nanoTime())) + System.nanoTime();
            boolean had = !found.isEmpty();
            if (collect(nonce, until, found, enough)) {
                return found;
            }
            if (!had && !found.isEmpty()) {
                end = Math.min(end - System.nanoTime(), collectNanos) + System.nanoTime();
            }
            wait = found.isEmpty() ? Math.min(LONGEST_WAIT_NANOS, wait * 2) : FIRST_WAIT_NANOS;
        }
        return found;
    }

    private void send(byte[] question) throws IOException {
        IOException failure = null;
        boolean sent = false;
        for (InetSocketAddress target : targets) {
            try {
                channel.send(ByteBuffer.wrap(question), target);
                sent = true;
            } catch (IOException e) {
                failure = e;
            }
        }
        if (!sent && failure != null) {
            throw failure;
        }
    }

    /** Takes what comes until then, or until there is enough. Returns whether there is. */
    private boolean collect(
            long nonce, long until, Map<InetSocketAddress, String> found, Predicate<InetSocketAddress> enough)
            throws IOException {
        long left = until - System.nanoTime();
        while (left > 0) {
            selector.select(key -> {}, left / MILLI + 1);
            InetSocketAddress from = receive();
            while (from != null) {
                if (take(nonce, from, found) && enough.test(from)) {
                    return true;
                }
                from = receive();
            }
            left = until - System.nanoTime();
        }
        return false;
    }

    private @Nullable InetSocketAddress receive() throws IOException {
        buffer.clear();
        var from = (InetSocketAddress) channel.receive(buffer);
        buffer.flip();
        return from;
    }

    private boolean take(long nonce, InetSocketAddress from, Map<InetSocketAddress, String> found) {
        if (!(ClientCodec.decode(buffer) instanceof Decoded.Ok ok)
                || !(ok.frame() instanceof ClientFrame.Welcome welcome)
                || welcome.nonce() != nonce) {
            return false;
        }
        boolean itself = true;
        for (ServerAddress server : welcome.servers()) {
            InetSocketAddress address = itself ? from : resolve(server);
            if (address != null && (itself || !found.containsKey(address))) {
                // What a server says of itself is better than what another one says of it.
                found.put(address, server.name());
            }
            itself = false;
        }
        found.putIfAbsent(from, from.getHostString());
        answered.add(from);
        return true;
    }

    /** Where a server is that another tells of; null if it tells nonsense. No name is ever looked up. */
    private static @Nullable InetSocketAddress resolve(ServerAddress server) {
        if (!DOTTED.matcher(server.host()).matches()) {
            return null;
        }
        String[] numbers = server.host().split("\\.", -1);
        var octets = new byte[numbers.length];
        for (int i = 0; i < octets.length; i++) {
            int number = Integer.parseInt(numbers[i]);
            if (number > 255) {
                return null;
            }
            octets[i] = (byte) number;
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(octets), server.port());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an IPv4 address", e);
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    /** What a person should be told when nobody has answered. */
    static String nobody(ClientConfig config) {
        if (!config.servers().isEmpty()) {
            Set<String> asked = new LinkedHashSet<>();
            config.servers().forEach(server -> asked.add(text(server)));
            return "no server answered at " + String.join(", ", asked) + "; is one running there?";
        }
        Inet4Address from = sendingAddress(config);
        return "no server answered at " + text(config.group()) + " from "
                + (from == null ? "this host" : from.getHostAddress())
                + "; start one with 'ftqueue server', or say where one is with --server HOST:PORT";
    }

    static String text(InetSocketAddress endpoint) {
        return endpoint.getAddress().getHostAddress() + ":" + endpoint.getPort();
    }

    /** Orders endpoints as a person would list them. */
    static int compare(InetSocketAddress a, InetSocketAddress b) {
        int byAddress = Arrays.compareUnsigned(
                a.getAddress().getAddress(), b.getAddress().getAddress());
        return byAddress != 0 ? byAddress : Integer.compare(a.getPort(), b.getPort());
    }

    private static Inet4Address loopback() {
        try {
            return (Inet4Address) InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an IPv4 address", e);
        }
    }

    private static NetworkInterface interfaceOf(Inet4Address address) throws IOException {
        NetworkInterface found = NetworkInterface.getByInetAddress(address);
        if (found == null && address.isLoopbackAddress()) {
            found = NetworkInterface.getByInetAddress(loopback());
        }
        if (found == null) {
            throw new IOException(
                    address.getHostAddress() + " is no address of this host; give one that is with --bind");
        }
        return found;
    }
}
