package io.ftqueue.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.ClientException;
import io.ftqueue.client.StatusClient;
import io.ftqueue.client.StatusClient.ServerStatus;
import java.io.File;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Servers in processes of their own on loopback, in a group that no others are in. They are ended with this, whatever
 * happens: by {@link #close}, or by a hook if this process is told to stop.
 */
final class LocalServers implements AutoCloseable {

    private static final Inet4Address LOOPBACK = Endpoints.address("127.0.0.1");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What servers run with: a full collection of a large state must not take longer than the group has patience. */
    private static final List<String> JVM_OPTIONS = List.of(
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=50",
            "-Xms256m",
            "-XX:-UsePerfData",
            "-Djava.net.preferIPv4Stack=true");

    private final Path folder;
    private final InetSocketAddress clientGroup;
    private final InetSocketAddress memberGroup;
    private final String cluster;
    private final List<String> serverOptions;
    private final Keeping keeping;
    private final List<ServerProcess> servers = new ArrayList<>();
    private final Thread hook = new Thread(this::killAll, "ftqueue-kill-children");

    /** How the servers keep what they know. */
    enum Keeping {
        /** In memory only. */
        MEMORY("memory only"),
        /** On disk, synced after it is acknowledged. */
        ASYNC("on disk, synced later"),
        /** On disk, synced before it is acknowledged. */
        FSYNC("on disk, synced first");

        private final String words;

        Keeping(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** A server and how it is started again. */
    static final class ServerProcess {
        final String name;
        final int port;
        Process process;

        private ServerProcess(String name, int port, Process process) {
            this.name = name;
            this.port = port;
            this.process = process;
        }

        long pid() {
            return process.pid();
        }
    }

    LocalServers(int count, List<String> serverOptions, Keeping keeping) throws IOException {
        this.folder = Files.createTempDirectory("ftqueue-");
        this.keeping = keeping;
        this.serverOptions = List.copyOf(serverOptions);
        List<Integer> ports = freePorts(count + 2);
        this.clientGroup = new InetSocketAddress(Endpoints.address("239.255.80.81"), ports.get(count));
        this.memberGroup = new InetSocketAddress(Endpoints.address("239.255.80.82"), ports.get(count + 1));
        this.cluster = "local-" + ProcessHandle.current().pid();
        Runtime.getRuntime().addShutdownHook(hook);
        for (int i = 0; i < count; i++) {
            String name = nameOf(i).toUpperCase(Locale.ROOT);
            servers.add(new ServerProcess(name, ports.get(i), launch(name, ports.get(i))));
        }
    }

    List<ServerProcess> servers() {
        return servers;
    }

    /** Where a server is reached. */
    InetSocketAddress address(ServerProcess server) {
        return new InetSocketAddress(LOOPBACK, server.port);
    }

    /** Where the servers write what they log. */
    Path folder() {
        return folder;
    }

    InetSocketAddress clientGroup() {
        return clientGroup;
    }

    /** A client's way to these servers. */
    ClientConfig clientConfig() {
        return ClientConfig.defaults().withGroup(clientGroup).withBind(LOOPBACK);
    }

    /** Ends a server without a chance to say goodbye (SIGKILL). */
    void kill(ServerProcess server) throws InterruptedException {
        server.process.destroyForcibly().waitFor();
    }

    /** Starts a server again where it was, with what it has kept. */
    void restart(ServerProcess server) throws IOException {
        server.process = launch(server.name, server.port);
    }

    /** Asks all servers until what they say suits; every process must still be there. */
    List<JsonNode> await(String what, Duration patience, Predicate<List<JsonNode>> suits)
            throws TimeoutException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        List<JsonNode> last = List.of();
        while (end - System.nanoTime() > 0) {
            for (ServerProcess server : servers) {
                if (!server.process.isAlive()) {
                    throw new TimeoutException("server " + server.name + " has ended; see " + log(server.name));
                }
            }
            List<JsonNode> statuses = statuses();
            last = statuses;
            if (statuses.size() == servers.size() && suits.test(statuses)) {
                return statuses;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        String said = last.stream().map(LocalServers::summary).collect(Collectors.joining(", "));
        throw new TimeoutException(
                what + ": not within " + patience.toSeconds() + " s (last: " + said + "); see the logs in " + folder);
    }

    /** Waits until all servers are in one configuration and serve. */
    List<JsonNode> awaitOneConfiguration(Duration patience) throws TimeoutException, InterruptedException {
        return await("one configuration of all servers", patience, LocalServers::isOneConfiguration);
    }

    /** Waits until all servers, in one configuration, have the same state. For times without load. */
    List<JsonNode> awaitEqualStates(Duration patience) throws TimeoutException, InterruptedException {
        return await(
                "the same state everywhere",
                patience,
                statuses -> isOneConfiguration(statuses)
                        && distinct(statuses, "stateHash") == 1
                        && distinct(statuses, "deliveredSlot") == 1);
    }

    @Override
    public void close() {
        killAll();
        servers.forEach(LocalServers::awaitEnd);
        deleteData();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is ending already, and the hook does the same.
            killAll();
        }
    }

    private static boolean isOneConfiguration(List<JsonNode> statuses) {
        return statuses.stream()
                        .allMatch(status -> status.path("phase").asText().equals("SERVING")
                                && status.path("configuration").path("members").size() == statuses.size())
                && statuses.stream()
                                .map(status ->
                                        status.path("configuration").path("id").asText())
                                .distinct()
                                .count()
                        == 1;
    }

    private static String summary(JsonNode status) {
        return status.path("name").asText() + " " + status.path("phase").asText() + " among "
                + status.path("configuration").path("members").size();
    }

    private static long distinct(List<JsonNode> statuses, String field) {
        return statuses.stream()
                .map(status -> status.path(field).asText())
                .distinct()
                .count();
    }

    private List<JsonNode> statuses() {
        var statuses = new ArrayList<JsonNode>();
        List<InetSocketAddress> addresses = servers.stream().map(this::address).toList();
        try {
            ClientConfig config = clientConfig().withServers(addresses).withTimeout(Duration.ofSeconds(1));
            for (ServerStatus status : StatusClient.ask(config)) {
                if (status.json() != null) {
                    statuses.add(JSON.readTree(status.json()));
                }
            }
        } catch (ClientException e) {
            // Nobody is there yet: to be asked again.
            return List.of();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a server answers with something that is no JSON", e);
        }
        return statuses;
    }

    private Process launch(String name, int port) throws IOException {
        List<String> command = command(ChildServer.class);
        command.addAll(List.of("--bind", LOOPBACK.getHostAddress(), "--port", String.valueOf(port), "--name", name));
        command.addAll(List.of("--group", text(clientGroup), "--member-group", text(memberGroup)));
        command.addAll(List.of("--cluster", cluster));
        command.addAll(serverOptions);
        if (keeping != Keeping.MEMORY) {
            command.addAll(List.of("--data", data(name).toString()));
            command.addAll(List.of("--durability", keeping.name().toLowerCase(Locale.ROOT)));
        }
        File log = log(name).toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    /** The command that starts a class of this program as a server is started. */
    static List<String> command(Class<?> main) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    /** What a server of several is called: a, b, c, … */
    static String nameOf(int index) {
        return (char) ('a' + index % 26) + (index < 26 ? "" : String.valueOf(index / 26));
    }

    private Path log(String name) {
        return folder.resolve("server-" + name + ".log");
    }

    private Path data(String name) {
        return folder.resolve("data-" + name);
    }

    private static void awaitEnd(ServerProcess server) {
        server.process.onExit().join();
    }

    /** The logs stay, for whoever wants to know what happened; the data may be large. */
    private void deleteData() {
        for (ServerProcess server : servers) {
            Path data = data(server.name);
            try (Stream<Path> files = Files.exists(data) ? Files.list(data) : Stream.empty()) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
                Files.deleteIfExists(data);
            } catch (IOException e) {
                System.Logger log = System.getLogger(LocalServers.class.getName());
                log.log(System.Logger.Level.WARNING, "cannot delete " + data, e);
            }
        }
    }

    private void killAll() {
        for (ServerProcess server : servers) {
            server.process.destroyForcibly();
        }
    }

    /** Ports that nobody uses just now; all held at once, so that they differ. */
    private static List<Integer> freePorts(int count) throws IOException {
        var held = new ArrayList<DatagramChannel>();
        try {
            var ports = new ArrayList<Integer>();
            for (int i = 0; i < count; i++) {
                DatagramChannel channel = DatagramChannel.open();
                held.add(channel);
                channel.bind(new InetSocketAddress(LOOPBACK, 0));
                ports.add(((InetSocketAddress) channel.getLocalAddress()).getPort());
            }
            return ports;
        } finally {
            for (DatagramChannel channel : held) {
                channel.close();
            }
        }
    }

    static String text(InetSocketAddress endpoint) {
        return endpoint.getAddress().getHostAddress() + ":" + endpoint.getPort();
    }
}
