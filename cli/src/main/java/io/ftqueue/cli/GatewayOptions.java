package io.ftqueue.cli;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.http.HttpConfig;
import io.ftqueue.http.HttpGateway;
import io.ftqueue.http.HttpPort;
import io.ftqueue.http.HttpStartException;
import io.ftqueue.server.FtQueueServer;
import io.ftqueue.server.ServerFailedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a server that open it to browsers and programs by HTTP. */
final class GatewayOptions {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayOptions.class);

    /** What stands for no port: 8090, or the next free one. */
    private static final String ANY = "next";

    /** A server that waits for others longer than that is reached meanwhile. */
    private static final long SERVING_NANOS = 5_000_000_000L;

    private static final long LOOK_AGAIN_MILLIS = 50;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--console",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = ANY,
            description = "Serve the web console and the HTTP interface (default port: 8090 or the next free one).")
    private @Nullable String console;

    @Option(
            names = "--console-bind",
            paramLabel = "ADDRESS",
            description = "Address of loopback to serve them at (default: 127.0.0.1).")
    private @Nullable InetAddress consoleBind;

    @Option(
            names = "--console-control",
            description = "Let the console change things, and whoever asks there split the group and heal it.")
    private boolean consoleControl;

    /** For picocli, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    GatewayOptions() {}

    /**
     * Takes the port, so that nothing is started if it cannot be had; null where no console is asked for.
     *
     * @throws HttpStartException if it cannot be had
     */
    @Nullable
    HttpPort takePort() throws HttpStartException {
        if (console == null) {
            if (consoleBind != null || consoleControl) {
                throw mistake("--console-bind and --console-control need --console", null);
            }
            return null;
        }
        // The checks of the configuration come before anything is opened.
        HttpConfig config = config(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        return HttpPort.take(config.bind(), config.port(), config.nextFree());
    }

    /**
     * Has the gateway serve beside a server until that ends.
     *
     * @param port was taken for it; null: there is to be none
     * @throws HttpStartException if it cannot serve; the server is stopped then
     * @throws ServerFailedException if the server could not go on
     */
    void serve(FtQueueServer server, @Nullable HttpPort port)
            throws HttpStartException, ServerFailedException, InterruptedException {
        HttpGateway gateway = port == null ? null : start(server, port);
        try {
            server.awaitTermination();
        } finally {
            if (gateway != null) {
                gateway.close();
            }
        }
    }

    private HttpGateway start(FtQueueServer server, HttpPort port) throws HttpStartException, InterruptedException {
        try {
            awaitServing(server);
            HttpGateway gateway = HttpGateway.start(config(server.address()), port);
            LOG.info("Console at {}", gateway.uri());
            return gateway;
        } catch (HttpStartException e) {
            server.close();
            throw e;
        }
    }

    /** Loading all that the gateway is made of must not slow down a server that is finding its place. */
    private static void awaitServing(FtQueueServer server) throws InterruptedException {
        long end = System.nanoTime() + SERVING_NANOS;
        try {
            while (!server.status().serving() && end - System.nanoTime() > 0) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (IllegalStateException e) {
            LOG.debug("The server has stopped, and says why to whoever waits for its end", e);
        }
    }

    private HttpConfig config(InetSocketAddress server) {
        boolean any = console == null || console.equals(ANY);
        InetAddress bind = consoleBind == null ? InetAddress.getLoopbackAddress() : consoleBind;
        ClientConfig client = ClientConfig.defaults().withServers(List.of(server));
        try {
            return new HttpConfig(bind, any ? HttpConfig.DEFAULT_PORT : port(console), any, consoleControl, client);
        } catch (IllegalArgumentException e) {
            throw mistake(String.valueOf(e.getMessage()), e);
        }
    }

    private int port(@Nullable String text) {
        try {
            return Integer.parseInt(String.valueOf(text));
        } catch (NumberFormatException e) {
            throw mistake("--console takes a port, not '" + text + "'", e);
        }
    }

    private ParameterException mistake(String message, @Nullable Exception cause) {
        return cause == null
                ? new ParameterException(command.commandLine(), message)
                : new ParameterException(command.commandLine(), message, cause);
    }
}
