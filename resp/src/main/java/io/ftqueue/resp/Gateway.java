package io.ftqueue.resp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What the connections share. All of it belongs to the one event loop, so nothing is locked. */
final class Gateway {

    private final RespConfig config;
    private final Executor loop;
    private final List<? extends Queues> queues;
    private final Supplier<List<String>> servers;
    private final Budget budget;
    private final Stats stats = new Stats();
    private final LabelCache labels = new LabelCache();
    private final Cursors cursors = new Cursors();
    private final Commands commands = new Commands();
    private final Lines lines;
    private final long startedNanos = System.nanoTime();

    /** Those that have written and not sent. */
    private final List<Connection> unflushed = new ArrayList<>();

    private long lastId;
    private int port;

    /**
     * A gateway without connections.
     *
     * @param loop the event loop
     * @param queues one or more ways to the queues; a connection keeps to one of them, for the order of its commands
     * @param waiting the way for those that wait for items
     * @param servers which servers are known now
     */
    Gateway(
            RespConfig config,
            Executor loop,
            List<? extends Queues> queues,
            Queues waiting,
            Supplier<List<String>> servers) {
        this.config = config;
        this.loop = loop;
        this.queues = List.copyOf(queues);
        this.servers = servers;
        this.lines = new Lines(waiting);
        this.budget = new Budget(config.maxHeldBytes());
        this.port = config.listen().getPort();
    }

    /** Serves a new connection, or tells it that there are too many. */
    void accept(Channel channel) {
        stats.connectionsReceived++;
        if (stats.connected >= config.maxConnections()) {
            stats.connectionsRejected++;
            var refusal = "-ERR max number of clients reached\r\n".getBytes(StandardCharsets.US_ASCII);
            channel.writeAndFlush(Unpooled.wrappedBuffer(refusal)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        stats.connected++;
        var session = new Session(++lastId, text(channel), config.password() == null);
        var connection = new Connection(this, session, queues.get((int) (lastId % queues.size())));
        channel.pipeline().addLast(new RequestDecoder(budget, session::isAuthenticated), connection);
    }

    /** A connection that was served has ended. */
    void left(Connection connection) {
        stats.connected--;
        unflushed.remove(connection);
    }

    /** Has what a connection wrote sent when the answers that have come together with this one are through, too. */
    void flushSoon(Connection connection) {
        unflushed.add(connection);
        if (unflushed.size() == 1) {
            loop.execute(this::flushAll);
        }
    }

    /** Where the gateway listens in fact. */
    void setPort(int actual) {
        port = actual;
    }

    int port() {
        return port;
    }

    RespConfig config() {
        return config;
    }

    Budget budget() {
        return budget;
    }

    Stats stats() {
        return stats;
    }

    LabelCache labels() {
        return labels;
    }

    Cursors cursors() {
        return cursors;
    }

    Lines lines() {
        return lines;
    }

    Commands commands() {
        return commands;
    }

    /** The servers known now, the one that is asked first. */
    List<String> servers() {
        return servers.get();
    }

    long uptimeNanos() {
        return System.nanoTime() - startedNanos;
    }

    private void flushAll() {
        var all = List.copyOf(unflushed);
        unflushed.clear();
        all.forEach(Connection::flush);
    }

    private static String text(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                : String.valueOf(channel.remoteAddress());
    }
}
