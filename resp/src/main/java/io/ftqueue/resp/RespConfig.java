package io.ftqueue.resp;

import io.ftqueue.client.ClientConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway listens, whom it talks to, and how much it holds for its clients.
 *
 * @param listen where to listen: an address of loopback; port 0: any that is free
 * @param queues how the servers are found
 * @param password what clients must give with AUTH; null: nothing
 * @param durable whether what is acknowledged is on disk; told by {@code CONFIG GET appendonly} and nothing else
 * @param maxConnections how many clients may be connected at once; further ones are told so and disconnected
 * @param maxHeldBytes how many bytes of requests and replies may be under way for all clients together
 */
public record RespConfig(
        InetSocketAddress listen,
        ClientConfig queues,
        @Nullable Password password,
        boolean durable,
        int maxConnections,
        long maxHeldBytes) {

    /** The port that clients of Redis try first. */
    public static final int DEFAULT_PORT = 6379;

    private static final int DEFAULT_MAX_CONNECTIONS = 10_000;

    public RespConfig {
        require(!listen.isUnresolved(), "no address found for " + listen.getHostString());
        require(
                listen.getAddress().isLoopbackAddress(),
                listen.getAddress().getHostAddress()
                        + " can be reached by others, and nothing is encrypted: the gateway listens on loopback only");
        require(maxConnections >= 1, "at least one connection");
        require(maxHeldBytes >= Limits.MAX_REQUEST_BYTES, "at least " + Limits.MAX_REQUEST_BYTES + " bytes held");
    }

    /** A gateway on loopback, without a password, that holds up to a quarter of this process's memory. */
    public static RespConfig of(int port, ClientConfig queues) {
        long held = Math.max(4L * Limits.MAX_REQUEST_BYTES, Runtime.getRuntime().maxMemory() / 4);
        return new RespConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                queues,
                null,
                false,
                DEFAULT_MAX_CONNECTIONS,
                held);
    }

    /** The same with a password, or without for null. */
    public RespConfig withPassword(@Nullable Password wanted) {
        return new RespConfig(listen, queues, wanted, durable, maxConnections, maxHeldBytes);
    }

    /** The same for other servers. */
    public RespConfig withQueues(ClientConfig servers) {
        return new RespConfig(listen, servers, password, durable, maxConnections, maxHeldBytes);
    }

    /** The same at another address of loopback. */
    public RespConfig withListen(InetSocketAddress address) {
        return new RespConfig(address, queues, password, durable, maxConnections, maxHeldBytes);
    }

    /** The same for servers that keep all on disk, or do not. */
    public RespConfig withDurable(boolean onDisk) {
        return new RespConfig(listen, queues, password, onDisk, maxConnections, maxHeldBytes);
    }

    /** The same with so many clients and bytes at most. */
    public RespConfig withLimits(int connections, long heldBytes) {
        return new RespConfig(listen, queues, password, durable, connections, heldBytes);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
