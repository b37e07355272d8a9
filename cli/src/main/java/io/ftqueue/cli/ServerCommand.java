package io.ftqueue.cli;

import io.ftqueue.cli.Endpoints.AddressConverter;
import io.ftqueue.cli.Endpoints.EndpointConverter;
import io.ftqueue.http.HttpPort;
import io.ftqueue.http.HttpStartException;
import io.ftqueue.resp.RespStartException;
import io.ftqueue.server.FtQueueServer;
import io.ftqueue.server.ServerConfig;
import io.ftqueue.server.ServerFailedException;
import io.ftqueue.server.StartException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Runs a server in the foreground until it is told to stop by a signal. */
@Command(
        name = "server",
        description = "Run a server. Started several times, on one host or several, they find each other.")
final class ServerCommand extends CliCommand {

    private static final Logger LOG = LoggerFactory.getLogger(ServerCommand.class);

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            converter = AddressConverter.class,
            description = "Address of this host to use (default: 127.0.0.1, for servers on one host).")
    private @Nullable Inet4Address bind;

    @Option(
            names = "--uniAddr",
            paramLabel = "ADDRESS",
            converter = AddressConverter.class,
            description = "The same as --bind.")
    private @Nullable Inet4Address uniAddr;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to use (default: 8080 or the next free one).")
    private @Nullable Integer port;

    @Option(
            names = "--group",
            paramLabel = "ADDRESS:PORT",
            converter = EndpointConverter.class,
            description = "Multicast group that clients send to (default: 224.0.0.1:5050).")
    private @Nullable InetSocketAddress group;

    @Option(names = "--multiAddr", paramLabel = "ADDRESS", description = "Address part of --group.")
    private @Nullable String groupAddress;

    @Option(names = "--multiPort", paramLabel = "PORT", description = "Port part of --group.")
    private @Nullable Integer groupPort;

    @Option(
            names = "--member-group",
            paramLabel = "ADDRESS:PORT",
            converter = EndpointConverter.class,
            description = "Multicast group among the servers (default: 239.255.80.80:5051).")
    private @Nullable InetSocketAddress memberGroup;

    @Option(
            names = "--peers",
            paramLabel = "HOST:PORT",
            split = ",",
            converter = EndpointConverter.class,
            description = "The other servers, where there is no multicast between them.")
    private List<InetSocketAddress> peers = List.of();

    @Option(names = "--name", paramLabel = "NAME", description = "What people call this server (default: its address).")
    private @Nullable String name;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "Servers of different clusters ignore each other (default: ftqueue).")
    private @Nullable String cluster;

    @Option(
            names = {"--failures", "-F"},
            paramLabel = "F",
            description = "Answer when F + 1 servers, or all there are, hold an operation (default: 1).")
    private @Nullable Integer failures;

    @Option(
            names = "--mock-heal-after",
            paramLabel = "N",
            description = "A split by a text client's mockPartition is healed by the request after N further ones "
                    + "(default: 3); 0: mockPartition is ignored.")
    private @Nullable Integer mockHealAfter;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory of this server alone to keep everything in (default: in memory only).")
    private @Nullable Path data;

    @Option(
            names = "--durability",
            paramLabel = "MODE",
            description = "With --data, fsync: answer when it would outlive a power cut (default); "
                    + "async: answer before, and sync within half a second.")
    private @Nullable String durability;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "text: a line an event (default); json: a JSON object a line.")
    private LogFormat logFormat = LogFormat.TEXT;

    @Mixin
    private GatewayOptions gateway;

    @Mixin
    private RespOptions resp;

    /** For picocli, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    ServerCommand() {}

    /** An option of the original that people still pass: what it asks for is found out without it. */
    @Option(names = "--IS_MACOS", arity = "0..1", hidden = true)
    void ignoreMacOs(String value) {}

    @Override
    int run() throws InterruptedException {
        ServerConfig config = config();
        resp.check();
        ServerLog.format(logFormat);
        try (HttpPort port = gateway.takePort()) {
            FtQueueServer server = FtQueueServer.start(config);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "ftqueue-stop"));
            resp.start(server, config);
            gateway.serve(server, port);
            return ExitCode.OK;
        } catch (StartException | HttpStartException | RespStartException e) {
            return tell(String.valueOf(e.getMessage()), ExitCode.FAILED);
        } catch (ServerFailedException e) {
            return tell("the server has stopped: " + e.getMessage(), ExitCode.SERVER_FAILED);
        } finally {
            resp.close();
            ServerLog.finish();
        }
    }

    /** Whoever collects JSON wants nothing else. */
    private int tell(String why, int exitCode) {
        if (logFormat == LogFormat.JSON) {
            LOG.error(why);
            return exitCode;
        }
        return complain(why, exitCode);
    }

    private void stop(FtQueueServer server) {
        resp.close();
        server.close();
        ServerLog.finish();
    }

    /** What the options ask for. */
    ServerConfig config() {
        ServerConfig defaults = ServerConfig.defaults();
        try {
            return new ServerConfig(
                    bindOr(defaults.bind()),
                    port == null ? ServerConfig.ANY_PORT : explicitPort(port),
                    clientGroup(defaults),
                    memberGroup == null ? defaults.memberGroup() : memberGroup,
                    peers,
                    name,
                    cluster == null ? defaults.cluster() : cluster,
                    failures == null ? defaults.failuresTolerated() : failures,
                    mockHealAfter == null ? defaults.mockHealAfter() : mockHealAfter,
                    storage());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ServerConfig.@Nullable Storage storage() {
        if (durability != null && data == null) {
            throw new IllegalArgumentException("--durability needs --data DIR: without it, all is in memory");
        }
        boolean sync = durability == null || durability.equals("fsync");
        if (!sync && !"async".equals(durability)) {
            throw new IllegalArgumentException("--durability must be fsync or async, not " + durability);
        }
        return data == null ? null : new ServerConfig.Storage(data, sync);
    }

    private Inet4Address bindOr(Inet4Address otherwise) {
        if (bind != null) {
            return bind;
        }
        return uniAddr == null ? otherwise : uniAddr;
    }

    private InetSocketAddress clientGroup(ServerConfig defaults) {
        InetSocketAddress base = group == null ? defaults.clientGroup() : group;
        return new InetSocketAddress(
                groupAddress == null ? base.getAddress() : Endpoints.address(groupAddress),
                groupPort == null ? base.getPort() : groupPort);
    }

    private static int explicitPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("--port must be 1 to 65535, not " + port);
        }
        return port;
    }
}
