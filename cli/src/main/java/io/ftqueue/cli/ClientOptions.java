package io.ftqueue.cli;

import io.ftqueue.cli.Endpoints.AddressConverter;
import io.ftqueue.cli.Endpoints.EndpointConverter;
import io.ftqueue.client.ClientConfig;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the servers are, and how long to wait for them: the options of every command that is a client. */
final class ClientOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--group",
            paramLabel = "ADDRESS:PORT",
            converter = EndpointConverter.class,
            description = "Multicast group that the servers listen to (default: 224.0.0.1:5050).")
    private @Nullable InetSocketAddress group;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            converter = AddressConverter.class,
            description = "Address of this host to send from (default: 127.0.0.1; with --server: any).")
    private @Nullable Inet4Address bind;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            split = ",",
            converter = EndpointConverter.class,
            description = "Ask these servers and not the group.")
    private List<InetSocketAddress> servers = List.of();

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Give up after that long (default: 10).")
    private @Nullable Double timeoutSeconds;

    /** For picocli, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    ClientOptions() {}

    /** What the options ask for. */
    ClientConfig config() {
        if (timeoutSeconds != null && !(timeoutSeconds > 0 && timeoutSeconds <= 86_400)) {
            throw new ParameterException(command.commandLine(), "--timeout must be above 0 and at most 86400 seconds");
        }
        try {
            ClientConfig config = Caller.of(command).defaults();
            config = bind == null ? config : config.withBind(bind);
            config = servers.isEmpty() ? config : config.withServers(servers);
            config = timeoutSeconds == null ? config : config.withTimeout(duration(timeoutSeconds));
            return group == null ? config : config.withGroup(group);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** A time in seconds, at least a millisecond. */
    static Duration duration(double seconds) {
        return Duration.ofMillis(Math.max(1, Math.round(seconds * 1_000)));
    }
}
