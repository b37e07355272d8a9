package io.ftqueue.server;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.ServerAddress;
import io.ftqueue.queue.codec.ClientFrame.StatusReply;
import io.ftqueue.queue.codec.ClientFrame.Welcome;
import io.ftqueue.queue.replica.Replica;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the questions of clients that are about the server and not about the queues: who is there, and how it is. A
 * status is taken in the loop and written out by a thread of its own, so that somebody's curiosity does not hold up the
 * order: the first one alone loads the JSON writer.
 */
final class ClientService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClientService.class);

    /** Parts that pass any network in one piece; loopback has larger pieces. */
    private static final int PART_BYTES = 1_200;

    private static final int LOOPBACK_PART_BYTES = 8_192;

    /** Questions beyond that many are not answered: whoever asks asks again. */
    private static final int WAITING_STATUSES = 8;

    private final InetSocketAddress self;
    private final String name;
    private final MemberId member;
    private final AddressBook addresses;
    private final Refusals refusals;
    private final Counters counters;
    private final DatagramChannel channel;
    private final long startedNanos = System.nanoTime();
    private final ThreadPoolExecutor writer;

    ClientService(
            InetSocketAddress self,
            String name,
            MemberId member,
            AddressBook addresses,
            Refusals refusals,
            Counters counters,
            DatagramChannel channel) {
        this.self = self;
        this.name = name;
        this.member = member;
        this.addresses = addresses;
        this.refusals = refusals;
        this.counters = counters;
        this.channel = channel;
        this.writer = new ThreadPoolExecutor(
                0, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_STATUSES), ClientService::newThread);
        writer.setRejectedExecutionHandler((task, executor) -> LOG.debug("too many questions for the status"));
    }

    /**
     * The answer to a client that looks for servers, or null where another member answers: of a question to the group
     * every server gets a copy, and one answer will do. The next attempt goes to the next member, should that one be
     * gone.
     */
    byte @Nullable [] welcome(
            ClientFrame.Discover question,
            ClientEndpoint from,
            boolean toGroup,
            @Nullable Configuration configuration) {
        if (configuration == null) {
            return ClientCodec.encode(new Welcome(question.nonce(), List.of(address(member))));
        }
        if (toGroup && !mine(from.key(), question.attempt(), configuration)) {
            return null;
        }
        var servers = new ArrayList<ServerAddress>();
        servers.add(address(member));
        for (MemberId other : configuration.members()) {
            if (!other.equals(member)) {
                servers.add(address(other));
            }
        }
        return ClientCodec.encode(new Welcome(question.nonce(), servers));
    }

    /**
     * What a status is to be written from.
     *
     * @param storage how the server keeps what it knows, in words
     */
    StatusJson.Snapshot snapshot(Replica replica, String storage, Journal journal) {
        var status = replica.status();
        var known = new HashMap<MemberId, InetSocketAddress>();
        Configuration configuration = status.replication().group().configuration();
        if (configuration != null) {
            configuration.members().forEach(other -> known.put(other, addresses.of(other)));
        }
        known.put(member, self);
        long now = System.nanoTime();
        return new StatusJson.Snapshot(
                name,
                self,
                TimeUnit.NANOSECONDS.toMillis(now - startedNanos),
                storage,
                now,
                status,
                Map.copyOf(known),
                refusals.list(now),
                journal.configurations(status.replication().group()),
                counters.snapshot());
    }

    /** Sends the status to whoever asked for it, in parts, from another thread. */
    void answerStatus(ClientFrame.StatusRequest question, InetSocketAddress from, StatusJson.Snapshot snapshot) {
        writer.execute(() -> sendStatus(question.nonce(), from, StatusJson.write(snapshot)));
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }

    /** Whether it is this server that answers an attempt of a client, out of all that hear it. */
    private boolean mine(long clientKey, int attempt, Configuration configuration) {
        // A multiplicative hash: neighbouring ports of one host are to come to different members.
        long mixed = (clientKey * 0x9E3779B97F4A7C15L) >>> 32;
        return Math.floorMod(mixed + attempt, (long) configuration.size()) == configuration.indexOf(member);
    }

    private ServerAddress address(MemberId server) {
        InetSocketAddress at = server.equals(member) ? self : addresses.of(server);
        String host = at.getAddress().getHostAddress();
        return new ServerAddress(server.equals(member) ? name : ServerConfig.text(at), host, at.getPort());
    }

    private void sendStatus(long nonce, InetSocketAddress to, byte[] json) {
        int size = self.getAddress().isLoopbackAddress() ? LOOPBACK_PART_BYTES : PART_BYTES;
        int parts = Math.max(1, (json.length + size - 1) / size);
        try {
            for (int part = 0; part < parts; part++) {
                byte[] bytes = Arrays.copyOfRange(json, part * size, Math.min(json.length, (part + 1) * size));
                byte[] datagram = ClientCodec.encode(new StatusReply(nonce, part, parts, bytes));
                channel.send(ByteBuffer.wrap(datagram), to);
            }
        } catch (IOException e) {
            LOG.debug("a status could not be sent to {}", to, e);
        }
    }

    private static Thread newThread(Runnable task) {
        var thread = new Thread(task, "ftqueue-status");
        thread.setDaemon(true);
        return thread;
    }
}
