package io.ftqueue.http;

import io.ftqueue.client.ClientConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * How a gateway is run. Whoever breaks a rule below gets an {@link IllegalArgumentException} of one line.
 *
 * @param bind the address to listen at: of loopback, as nobody is asked who they are
 * @param port the port to listen at; 0: any
 * @param nextFree whether the next free port will do if that one is in use
 * @param control whether the console may change things, and whoever asks may split the group and heal it
 * @param client how the servers are reached; the first of its servers is the one that this gateway speaks for
 */
public record HttpConfig(InetAddress bind, int port, boolean nextFree, boolean control, ClientConfig client) {

    /** Where a gateway listens if nothing else is said. */
    public static final int DEFAULT_PORT = 8090;

    private static final int MAX_PORT = 65_535;

    public HttpConfig {
        require(
                bind.isLoopbackAddress(),
                "--console-bind takes loopback addresses alone, like 127.0.0.1, as nobody is asked who they are: not "
                        + bind.getHostAddress());
        require(port >= 0 && port <= MAX_PORT, "--console must be a port, 0 to 65535, not " + port);
        require(!client.servers().isEmpty(), "a gateway needs the server that it speaks for");
    }

    /** A gateway of that server at 127.0.0.1 and 8090 or the next free port; it controls nothing. */
    public static HttpConfig of(InetSocketAddress server) {
        return new HttpConfig(
                InetAddress.getLoopbackAddress(),
                DEFAULT_PORT,
                true,
                false,
                ClientConfig.defaults().withServers(List.of(server)));
    }

    /** The same at that port; 0: any. */
    public HttpConfig withPort(int newPort) {
        return new HttpConfig(bind, newPort, false, control, client);
    }

    /** The same at that address of loopback. */
    public HttpConfig withBind(InetAddress address) {
        return new HttpConfig(address, port, nextFree, control, client);
    }

    /** The same, which may control the group or not. */
    public HttpConfig withControl(boolean allowed) {
        return new HttpConfig(bind, port, nextFree, allowed, client);
    }

    /** The server that the gateway speaks for. */
    InetSocketAddress server() {
        return client.servers().get(0);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
