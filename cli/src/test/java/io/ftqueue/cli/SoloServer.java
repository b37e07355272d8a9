package io.ftqueue.cli;

import io.ftqueue.server.FtQueueServer;
import io.ftqueue.server.ServerConfig;
import io.ftqueue.server.StartException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A server of this process that meets no other, and the commands as they are typed. */
final class SoloServer implements AutoCloseable {

    static {
        // What the server logs would mix with what commands print.
        System.setProperty("ftqueue.log", "ERROR");
    }

    private final ServerConfig config;
    private final FtQueueServer server;

    private SoloServer(ServerConfig config, FtQueueServer server) {
        this.config = config;
        this.server = server;
    }

    /** What a command did. */
    record Outcome(int exitCode, String out, String err) {}

    static SoloServer start() throws IOException, StartException {
        ServerConfig config = ServerConfig.defaults()
                .withBind(Endpoints.address("127.0.0.1"), freePort())
                .withGroups(
                        new InetSocketAddress(Endpoints.address("239.255.82.1"), freePort()),
                        new InetSocketAddress(Endpoints.address("239.255.82.2"), freePort()))
                .withName("solo")
                .withCluster("cli-test-" + ProcessHandle.current().pid());
        return new SoloServer(config, FtQueueServer.start(config));
    }

    int port() {
        return server.address().getPort();
    }

    String group() {
        return LocalServers.text(config.clientGroup());
    }

    /** Runs a command that asks this server. */
    Outcome client(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--group", group()));
        all.addAll(Arrays.asList(arguments));
        return run(all.toArray(String[]::new));
    }

    static Outcome run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        PrintStream standardOut = System.out;
        PrintStream standardErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Main.run(arguments);
            return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(standardOut);
            System.setErr(standardErr);
        }
    }

    static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
