package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.server.FtQueueServer;
import io.ftqueue.server.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A server of a group of its own on loopback with a gateway, and a browser of it. */
final class TestServer implements AutoCloseable {

    static final String API = Route.API;

    private final FtQueueServer server;
    private final HttpGateway gateway;
    private final HttpClient http = HttpClient.newHttpClient();

    private TestServer(FtQueueServer server, HttpGateway gateway) {
        this.server = server;
        this.gateway = gateway;
    }

    static TestServer start(boolean control) throws Exception {
        return start(control, config());
    }

    static TestServer start(boolean control, ServerConfig config) throws Exception {
        FtQueueServer server = FtQueueServer.start(config);
        await(() -> server.status().serving());
        var client = ClientConfig.defaults().withServers(List.of(server.address()));
        var gateway = HttpGateway.start(new HttpConfig(InetAddress.getLoopbackAddress(), 0, false, control, client));
        return new TestServer(server, gateway);
    }

    /** A configuration that meets no other server of this host. */
    static ServerConfig config() throws IOException {
        return ServerConfig.defaults()
                .withBind(ipv4("127.0.0.1"), freePort())
                .withGroups(
                        new InetSocketAddress(ipv4("239.255.82.1"), freePort()),
                        new InetSocketAddress(ipv4("239.255.82.2"), freePort()))
                .withCluster("http-test-" + ProcessHandle.current().pid());
    }

    static Inet4Address ipv4(String literal) {
        try {
            return (Inet4Address) InetAddress.getByName(literal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (var socket = new DatagramSocket(new InetSocketAddress(ipv4("127.0.0.1"), 0))) {
            return socket.getLocalPort();
        }
    }

    /** Looks again and again; nobody waits longer than half a minute. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("what was waited for has not come about");
            }
            Thread.onSpinWait();
        }
    }

    FtQueueServer server() {
        return server;
    }

    URI uri(String path) {
        return gateway.uri().resolve(path);
    }

    HttpGateway gateway() {
        return gateway;
    }

    /** An answer with what was in it. */
    record Answer(HttpResponse<byte[]> response) {

        int status() {
            return response.statusCode();
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            try {
                return Json.read(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }

        /** The sentence of a problem; whatever is none fails. */
        String problem(int status) {
            if (status() != status || !header("Content-Type").startsWith("application/problem+json")) {
                throw new AssertionError("no problem " + status + ": " + status() + " " + text());
            }
            if (json().path("status").asInt() != status) {
                throw new AssertionError("the body tells of another status: " + text());
            }
            return json().path("detail").asText();
        }
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    Answer post(String path) {
        return send(HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    Answer post(String path, String json) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    Answer delete(String path) {
        return send(HttpRequest.newBuilder(uri(path)).DELETE().build());
    }

    Answer send(HttpRequest request) {
        try {
            return new Answer(http.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        gateway.close();
        server.close();
    }
}
