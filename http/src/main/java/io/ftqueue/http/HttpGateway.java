package io.ftqueue.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A running gateway: HTTP for people's programs, browsers and monitoring, in front of one server. */
public final class HttpGateway implements AutoCloseable {

    /** The longest body of a request. */
    static final int MAX_BODY_BYTES = 4 << 20;

    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_THREADS = 32;
    private static final int MIN_THREADS = 4;
    private static final int IDLE_MILLIS = 90_000;

    private final Javalin javalin;
    private final URI uri;
    private final HttpParts parts;

    private HttpGateway(Javalin javalin, URI uri, HttpParts parts) {
        this.javalin = javalin;
        this.uri = uri;
        this.parts = parts;
    }

    /**
     * Starts a gateway. It serves until {@link #close}; whether its server is there is not asked now, but with every
     * request.
     *
     * @throws HttpStartException if it cannot listen; nothing is left open then
     */
    public static HttpGateway start(HttpConfig config) throws HttpStartException {
        return start(config, HttpPort.take(config.bind(), config.port(), config.nextFree()));
    }

    /**
     * Starts a gateway at a port that was taken before, which belongs to the gateway from now on.
     *
     * @throws HttpStartException if it cannot serve; nothing is left open then, the port neither
     */
    public static HttpGateway start(HttpConfig config, HttpPort port) throws HttpStartException {
        var parts = new HttpParts(config);
        try {
            Javalin javalin = Javalin.create(with -> configure(with, parts, port));
            javalin.start();
            return new HttpGateway(javalin, uri(port.address()), parts);
        } catch (JavalinException | UncheckedIOException e) {
            parts.close();
            port.close();
            throw new HttpStartException("--console: cannot serve: " + e.getMessage(), e);
        }
    }

    /** Where the console is. */
    public URI uri() {
        return uri;
    }

    /** Stops; requests under way are cut off. */
    @Override
    public void close() {
        parts.close();
        javalin.stop();
    }

    private static URI uri(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return URI.create("http://" + (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":"
                + address.getPort() + "/");
    }

    private static void configure(JavalinConfig with, HttpParts parts, HttpPort port) {
        with.startup.showJavalinBanner = false;
        with.startup.showOldJavalinVersionWarning = false;
        with.startup.startupWatcherEnabled = false;
        with.http.maxRequestSize = MAX_BODY_BYTES;
        with.http.prefer405over404 = true;
        with.http.generateEtags = false;
        // Everything stays on this host; and an event that waits in a compressor is late.
        with.http.compressionStrategy = CompressionStrategy.NONE;
        with.router.ignoreTrailingSlashes = false;
        with.jetty.threadPool = threads();
        with.jetty.modifyHttpConfiguration(HttpGateway::limit);
        with.jetty.addConnector((server, http) -> connector(server, http, port));
        parts.register(with.routes);
    }

    private static QueuedThreadPool threads() {
        var threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("ftqueue-http");
        threads.setDaemon(true);
        return threads;
    }

    private static void limit(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        http.setResponseHeaderSize(MAX_HEADER_BYTES);
    }

    private static Connector connector(Server server, HttpConfiguration http, HttpPort port) {
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        try {
            connector.open(port.channel());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
        server.setStopTimeout(0);
        return connector;
    }
}
