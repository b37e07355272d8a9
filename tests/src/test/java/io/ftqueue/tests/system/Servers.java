package io.ftqueue.tests.system;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.NoServerException;
import io.ftqueue.client.StatusClient;
import io.ftqueue.client.StatusClient.ServerStatus;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Servers that are to be one group, and the questions a test has for them. */
final class Servers implements AutoCloseable {

    static final String MAIN = "io.ftqueue.cli.Main";

    /** For what takes well below a second where nothing else runs. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Not the groups that servers use by default, so that none that runs on this host is disturbed. */
    private static final String CLIENT_GROUP = "224.0.0.1";

    private static final String MEMBER_GROUP = "239.255.80.90";

    /** Two runs of the tests at the same time begin far apart. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(20_000 + Math.floorMod(ProcessHandle.current().pid() * 50, 10_000));

    private final List<ServerProcess> servers;
    private final InetSocketAddress clientGroup;
    private final InetSocketAddress memberGroup;
    private final Function<List<InetSocketAddress>, List<Status>> ask;

    Servers(
            List<ServerProcess> servers,
            InetSocketAddress clientGroup,
            InetSocketAddress memberGroup,
            Function<List<InetSocketAddress>, List<Status>> ask) {
        this.servers = List.copyOf(servers);
        this.clientGroup = clientGroup;
        this.memberGroup = memberGroup;
        this.ask = ask;
    }

    /** Starts servers on loopback at the same moment, with groups that no others use. */
    static Servers start(int count) {
        return start(count, server -> List.of());
    }

    /** The same with more options for each. */
    static Servers start(int count, IntFunction<List<String>> options) {
        return start(count, options, command -> command);
    }

    /** The same with the commands as they become by something put before them. */
    static Servers start(int count, IntFunction<List<String>> options, UnaryOperator<List<String>> wrapped) {
        List<Integer> ports = freePorts(count + 2);
        var clientGroup = new InetSocketAddress(address(CLIENT_GROUP), ports.get(count));
        var memberGroup = new InetSocketAddress(address(MEMBER_GROUP), ports.get(count + 1));
        List<InetSocketAddress> addresses = new ArrayList<>();
        List<List<String>> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(new InetSocketAddress(address("127.0.0.1"), ports.get(i)));
            List<String> command =
                    command("127.0.0.1", ports.get(i), clientGroup, memberGroup, "--name", "s" + (i + 1));
            command.addAll(options.apply(i));
            commands.add(wrapped.apply(command));
        }
        return new Servers(
                ServerProcess.startAll(addresses, commands),
                clientGroup,
                memberGroup,
                asked -> ask(ClientConfig.defaults(), asked));
    }

    /** The command that starts a server. */
    static List<String> command(
            String bind, int port, InetSocketAddress clientGroup, InetSocketAddress memberGroup, String... more) {
        List<String> command = new ArrayList<>(ChildProcess.java(MAIN, "server", "--bind", bind));
        command.addAll(List.of("--port", String.valueOf(port), "--group", text(clientGroup)));
        command.addAll(List.of("--member-group", text(memberGroup)));
        command.addAll(List.of(more));
        return command;
    }

    /** The statuses of servers, those that do not answer left out. */
    static List<Status> ask(ClientConfig from, List<InetSocketAddress> servers) {
        List<Status> statuses = new ArrayList<>();
        try {
            for (ServerStatus status :
                    StatusClient.ask(from.withServers(servers).withTimeout(Duration.ofSeconds(1)))) {
                if (status.json() != null) {
                    statuses.addAll(Status.parse("[" + status.json() + "]"));
                }
            }
            return statuses;
        } catch (NoServerException e) {
            return List.of();
        }
    }

    int count() {
        return servers.size();
    }

    ServerProcess get(int index) {
        return servers.get(index);
    }

    List<ServerProcess> all() {
        return servers;
    }

    InetSocketAddress clientGroup() {
        return clientGroup;
    }

    InetSocketAddress memberGroup() {
        return memberGroup;
    }

    List<InetSocketAddress> addresses() {
        return servers.stream().map(ServerProcess::address).toList();
    }

    /** A client's way to servers on loopback. */
    ClientConfig clientConfig() {
        return ClientConfig.defaults().withGroup(clientGroup).withBind(address("127.0.0.1"));
    }

    /** What the servers that answer say of themselves. */
    List<Status> statuses() {
        return ask.apply(addresses());
    }

    /** Asks until the answers suit; no process may end meanwhile that has not been killed. */
    List<Status> await(String what, Duration patience, Predicate<List<Status>> suits) {
        List<Status> last = new ArrayList<>();
        try {
            return Await.value(what, patience, () -> {
                last.clear();
                last.addAll(statuses());
                return suits.test(last) ? Optional.of(List.copyOf(last)) : Optional.empty();
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; last seen: " + last + outputs(), e);
        }
    }

    /** Waits until all servers serve in one configuration. */
    List<Status> awaitOneConfiguration() {
        return awaitOneConfiguration(ServerProcess.START_PATIENCE);
    }

    /** Waits until all servers serve in one configuration. */
    List<Status> awaitOneConfiguration(Duration patience) {
        return await("one configuration of all", patience, statuses -> Status.areOneConfiguration(statuses, count()));
    }

    /** Waits until all servers, in one configuration, have the same state. For times without load. */
    List<Status> awaitEqualStates() {
        return await(
                "the same state everywhere",
                PATIENCE,
                statuses -> Status.areOneConfiguration(statuses, count()) && Status.areEqual(statuses));
    }

    /** Stops all of them in the middle of what they do (SIGSTOP). */
    void stopAll() {
        List<String> command = new ArrayList<>(List.of("kill", "-STOP"));
        servers.forEach(server -> command.add(String.valueOf(server.pid())));
        ChildProcess.run(command.toArray(String[]::new));
    }

    /** What the servers have printed. */
    String outputs() {
        var text = new StringBuilder();
        for (ServerProcess server : servers) {
            text.append("\n--- ").append(text(server.address())).append('\n').append(server.output());
        }
        return text.toString();
    }

    @Override
    public void close() {
        servers.forEach(ServerProcess::close);
    }

    static Inet4Address address(String literal) {
        try {
            return (Inet4Address) InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    static String text(InetSocketAddress endpoint) {
        return endpoint.getAddress().getHostAddress() + ":" + endpoint.getPort();
    }

    /**
     * Ports that nobody uses just now, each given once. They are below those that the system gives to clients: a server
     * that is started again must find its port free.
     */
    static List<Integer> freePorts(int count) {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int port = NEXT_PORT.getAndIncrement();
            if (isFree(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (var socket = new DatagramSocket(new InetSocketAddress(address("127.0.0.1"), port))) {
            return socket.isBound();
        } catch (SocketException e) {
            return false;
        }
    }
}
