package io.ftqueue.resp;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.ClientException;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.codec.ClientFrame;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets any client of Redis use the queues: lists are queues, their keys are labels. It talks to the servers like any
 * other client, so what it acknowledges they have acknowledged before, and it goes on with another server when its own
 * is gone. One thread serves all connections.
 */
public final class RespGateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RespGateway.class);

    private static final int BACKLOG = 511;

    private final MultiThreadIoEventLoopGroup group;
    private final Channel listening;
    private final ChannelGroup connections;
    private final List<ClientQueues> clients;

    private RespGateway(
            MultiThreadIoEventLoopGroup group,
            Channel listening,
            ChannelGroup connections,
            List<ClientQueues> clients) {
        this.group = group;
        this.listening = listening;
        this.connections = connections;
        this.clients = clients;
    }

    /**
     * Starts a gateway; it serves until it is closed.
     *
     * @throws RespStartException if the port cannot be used or no server answers; nothing is left open then
     */
    public static RespGateway start(RespConfig config) throws RespStartException {
        var group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("ftqueue-resp", true), NioIoHandler.newFactory());
        EventLoop loop = (EventLoop) group.next();
        List<ClientQueues> clients = new ArrayList<>();
        try {
            ClientQueues queues = connect(config.queues(), loop, clients);
            ClientQueues waiting = connect(config.queues(), loop, clients);
            var gateway = new Gateway(config, loop, List.of(queues), waiting, queues.client()::servers);
            var unused = loop.scheduleAtFixedRate(gateway.stats()::onSecond, 1, 1, TimeUnit.SECONDS);
            var connections = new DefaultChannelGroup(loop, true);
            Channel listening = listen(config, group, gateway, connections);
            LOG.info(
                    "Clients of Redis at {}:{}{}",
                    config.listen().getAddress().getHostAddress(),
                    gateway.port(),
                    config.password() == null ? ", without a password" : ", with a password");
            return new RespGateway(group, listening, connections, clients);
        } catch (RespStartException e) {
            clients.forEach(ClientQueues::close);
            stop(group);
            throw e;
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    /** Ends all connections; what is under way has then been executed or not. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        clients.forEach(ClientQueues::close);
        stop(group);
    }

    private static ClientQueues connect(ClientConfig config, EventLoop loop, List<ClientQueues> clients)
            throws RespStartException {
        try {
            var client = FtQueueClient.connect(config.withMaxOutstanding(ClientFrame.MAX_OPEN));
            var connected = new ClientQueues(client, loop);
            clients.add(connected);
            return connected;
        } catch (ClientException e) {
            throw new RespStartException("the RESP gateway cannot start: " + e.getMessage(), e);
        }
    }

    private static Channel listen(
            RespConfig config, MultiThreadIoEventLoopGroup group, Gateway gateway, ChannelGroup connections)
            throws RespStartException {
        var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        gateway.accept(channel);
                    }
                })
                .bind(config.listen())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            String where = config.listen().getAddress().getHostAddress() + ":"
                    + config.listen().getPort();
            throw new RespStartException(
                    "the RESP gateway cannot listen at " + where + ": " + reason(bound.cause())
                            + "; give another port with --resp PORT",
                    bound.cause());
        }
        gateway.setPort(((InetSocketAddress) bound.channel().localAddress()).getPort());
        return bound.channel();
    }

    private static String reason(Throwable cause) {
        return cause instanceof java.net.BindException
                        && String.valueOf(cause.getMessage()).contains("in use")
                ? "the port is in use"
                : String.valueOf(cause.getMessage());
    }

    private static void stop(MultiThreadIoEventLoopGroup group) {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
