package io.ftqueue.cli;

import io.ftqueue.cli.Endpoints.AddressConverter;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.resp.Password;
import io.ftqueue.resp.RespConfig;
import io.ftqueue.resp.RespGateway;
import io.ftqueue.resp.RespStartException;
import io.ftqueue.server.FtQueueServer;
import io.ftqueue.server.ServerConfig;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a server about clients of Redis, and the gateway that they ask for. */
final class RespOptions implements AutoCloseable {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--resp",
            arity = "0..1",
            paramLabel = "PORT",
            fallbackValue = "" + RespConfig.DEFAULT_PORT,
            description = "Let redis-cli and other clients of Redis use the queues (default port: "
                    + RespConfig.DEFAULT_PORT + "; 0: any).")
    private @Nullable Integer port;

    @Option(
            names = "--resp-bind",
            paramLabel = "ADDRESS",
            converter = AddressConverter.class,
            description = "Where these clients connect to: an address of loopback (default: 127.0.0.1).")
    private @Nullable Inet4Address bind;

    @Option(
            names = "--resp-password-file",
            paramLabel = "FILE",
            description = "File whose first line these clients must give with AUTH (default: no password).")
    private @Nullable Path passwordFile;

    private @Nullable RespConfig config;
    private @Nullable RespGateway gateway;
    private boolean closed;

    /** For picocli, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    RespOptions() {}

    /** Complains of options that make no sense, before anything is started. */
    void check() {
        try {
            config = config();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Starts the gateway of a server, if one is wanted.
     *
     * @throws RespStartException if it cannot start; the server is stopped then
     */
    synchronized void start(FtQueueServer server, ServerConfig serverConfig) throws RespStartException {
        RespConfig wanted = config;
        if (wanted == null || closed) {
            return;
        }
        ClientConfig queues =
                ClientConfig.defaults().withGroup(serverConfig.clientGroup()).withServers(List.of(server.address()));
        ServerConfig.Storage storage = serverConfig.storage();
        try {
            gateway = RespGateway.start(wanted.withQueues(queues).withDurable(storage != null && storage.sync()));
        } catch (RespStartException e) {
            server.close();
            throw e;
        }
    }

    /** Ends the gateway. */
    @Override
    public synchronized void close() {
        closed = true;
        if (gateway != null) {
            gateway.close();
            gateway = null;
        }
    }

    /** What the options ask for; null: no gateway. */
    @Nullable
    RespConfig config() {
        if (port == null) {
            if (bind != null || passwordFile != null) {
                throw new IllegalArgumentException("--resp-bind and --resp-password-file need --resp");
            }
            return null;
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--resp must be 1 to 65535, or 0 for any port, not " + port);
        }
        RespConfig asked = RespConfig.of(port, ClientConfig.defaults());
        if (bind != null) {
            asked = asked.withListen(new InetSocketAddress(bind, port));
        }
        return passwordFile == null ? asked : asked.withPassword(Password.ofFile(passwordFile));
    }
}
