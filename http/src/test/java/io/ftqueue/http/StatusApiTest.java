package io.ftqueue.http;

import static io.ftqueue.http.TestServer.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.http.TestServer.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class StatusApiTest {

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(false);
        server.post(API + "/queues", "{\"label\":\"jobs\"}");
        server.post(API + "/queues/jobs/items", "{\"items\":[{\"text\":\"a\"},{\"text\":\"b\"}]}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void tellsWhatItAllows() {
        JsonNode json = server.get(API + "/capabilities").json();
        assertThat(json.path("control").asBoolean(true)).isFalse();
        assertThat(json.path("write").asBoolean(true)).isFalse();
        assertThat(json.path("server").asText())
                .isEqualTo(Addresses.text(server.server().address()));
    }

    @Test
    void tellsTheServersStatus() throws IOException {
        JsonNode told = server.get(API + "/status").json();
        JsonNode own = Json.read(server.server().statusJson());
        for (String field : List.of("member", "configuration", "configurations", "known", "queues", "stateHash")) {
            if (!field.equals("queues")) {
                assertThat(told.path(field)).as(field).isEqualTo(own.path(field));
            }
            assertThat(told.path(field).isMissingNode()).as(field).isFalse();
        }
        assertThat(told.path("latencyMicros").path("count").asLong()).isPositive();
    }

    @Test
    void drawsThePictureOfAllServers() {
        JsonNode cluster = server.get(API + "/cluster").json();
        String address = Addresses.text(server.server().address());
        JsonNode self = cluster.path("servers").path(0);
        assertThat(cluster.path("servers")).hasSize(1);
        assertThat(self.path("address").asText()).isEqualTo(address);
        assertThat(self.path("health").asText()).isEqualTo("serving");
        assertThat(cluster.path("components")).hasSize(1);
        JsonNode component = cluster.path("components").path(0);
        assertThat(component.path("members").path(0).path("address").asText()).isEqualTo(address);
        assertThat(component.path("sequencer").path("address").asText()).isEqualTo(address);
        assertThat(cluster.path("sequencer")).isEqualTo(component.path("sequencer"));
        JsonNode node = cluster.path("graph").path("nodes").path(0);
        assertThat(node.path("id")).isEqualTo(cluster.path("configuration").path("id"));
        assertThat(node.path("current").asBoolean()).isTrue();
        assertThat(node.path("members").path(0).path("address").asText()).isEqualTo(address);
    }

    @Test
    void sendsEventsAsTheyHappen() throws IOException {
        try (var events = new Events()) {
            assertThat(events.next("cluster").path("servers")).hasSize(1);
            assertThat(server.post(API + "/queues", "{\"label\":\"born\"}").status())
                    .isEqualTo(201);
            JsonNode change = events.next("change");
            assertThat(change.path("kind").asText()).isEqualTo("queue");
            assertThat(change.path("event").asText()).isEqualTo("created");
            assertThat(change.path("label").asText()).isEqualTo("born");
            assertThat(events.next("cluster")
                            .path("rates")
                            .path("slotsPerSecond")
                            .isNumber())
                    .isTrue();
            assertThat(server.delete(API + "/queues/born").status()).isEqualTo(204);
            assertThat(events.next("change").path("event").asText()).isEqualTo("destroyed");
        }
        assertThat(server.get(API + "/events").problem(406)).contains("text/event-stream");
    }

    /** A stream of events, read line by line. */
    private static final class Events implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader lines;

        Events() throws IOException {
            socket = new Socket(
                    InetAddress.getLoopbackAddress(), server.gateway().uri().getPort());
            socket.setSoTimeout(20_000);
            String request = "GET " + API + "/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                    + "Last-Event-ID: 17\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The next event of that name; its data may come in pieces of the transfer encoding. */
        JsonNode next(String name) throws IOException {
            while (true) {
                String line = line();
                if (line.equals("event: " + name)) {
                    return Json.read(line().substring("data: ".length()));
                }
            }
        }

        private String line() throws IOException {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the stream has ended");
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void refusesPagesOfOtherSites() {
        assertThat(origin("http://evil.example").problem(403)).contains("evil.example");
        assertThat(origin("null").problem(403)).contains("null");
        assertThat(origin("https://" + server.gateway().uri().getAuthority()).status())
                .isEqualTo(403);
        Answer own = origin("http://" + server.gateway().uri().getAuthority());
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.header("Access-Control-Allow-Origin")).isEmpty();
    }

    private static Answer origin(String origin) {
        return server.send(HttpRequest.newBuilder(server.uri(API + "/queues"))
                .header("Origin", origin)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"label\":\"jobs\"}"))
                .build());
    }

    @Test
    void refusesNamesThatWereMadeToLeadHere() throws IOException {
        assertThat(statusForHost("evil.example")).contains(" 403 ");
        assertThat(statusForHost("127.0.0.1.evil.example:8090")).contains(" 403 ");
        assertThat(statusForHost("localhost:1")).contains(" 200 ");
        assertThat(statusForHost("127.0.0.1")).contains(" 200 ");
    }

    private static String statusForHost(String host) throws IOException {
        return raw("GET /health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.gateway().uri().getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(20_000);
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void tellsNothingOfItselfToWhoeverSendsNonsense() throws IOException {
        assertThat(raw("GET / HTTP/9.9\r\n\r\n")).contains("HTTP/1.1 ").doesNotContain("Jetty", "Exception");
        assertThat(raw("GET /" + "x".repeat(40_000) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 4")
                .doesNotContain("Jetty", "Exception");
    }

    @Test
    void servesTheConsole() {
        Answer page = server.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'", "script-src 'self'");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.text()).contains("FTQueue");
        Answer again = server.send(HttpRequest.newBuilder(server.uri("/"))
                .header("If-None-Match", page.header("ETag"))
                .build());
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(server.get("/lib/uplot/uPlot.min.css").header("Content-Type"))
                .startsWith("text/css");
    }

    @Test
    void servesNoOtherFiles() throws IOException {
        for (String path : List.of(
                "/nothing.html",
                "/META-INF/MANIFEST.MF",
                "/openapi/openapi.json",
                "/lib/uplot/../../../../maven/org.webjars.npm/uplot/pom.xml",
                "/..%2fopenapi%2fopenapi.json",
                "/css/..%2f..%2fopenapi%2fopenapi.json",
                "/%2e%2e/openapi/openapi.json",
                "//etc/passwd",
                "/api/v1/nothing")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .matches("(?s)HTTP/1.1 40[04] .*");
        }
        assertThat(server.get("/api/v1/nothing").problem(404)).isEqualTo("there is nothing at /api/v1/nothing");
        assertThat(server.delete("/api/v1/status").problem(405)).contains("does not take DELETE");
    }

    @Test
    void isHealthy() {
        assertThat(server.get("/health/live").json().path("status").asText()).isEqualTo("UP");
        JsonNode ready = server.get("/health/ready").json();
        assertThat(ready.toString()).isEqualTo("{\"status\":\"UP\",\"members\":1}");
    }

    @Test
    void isNotReadyWithoutItsServer() throws Exception {
        var client = ClientConfig.defaults()
                .withServers(List.of(new InetSocketAddress(TestServer.ipv4("127.0.0.1"), TestServer.freePort())))
                .withTimeout(Duration.ofMillis(200));
        var config = new HttpConfig(InetAddress.getLoopbackAddress(), 0, false, false, client);
        try (HttpGateway alone = HttpGateway.start(config)) {
            assertThat(at(alone, "/health/live").status()).isEqualTo(200);
            assertThat(at(alone, "/health/ready").problem(503)).contains("does not answer");
            assertThat(at(alone, API + "/status").problem(503)).contains("does not answer");
            assertThat(at(alone, API + "/queues").problem(503)).contains("no server answered at");
            assertThat(at(alone, API + "/cluster")
                            .json()
                            .path("servers")
                            .path(0)
                            .path("health")
                            .asText())
                    .isEqualTo("silent");
            assertThat(at(alone, "/metrics").text()).contains("ftqueue_up 0.0");
        }
    }

    private static Answer at(HttpGateway gateway, String path) {
        return server.send(HttpRequest.newBuilder(gateway.uri().resolve(path)).build());
    }

    @Test
    void measures() {
        server.post(API + "/queues", "{\"labelBase64\":\"AP8=\"}");
        Answer answer = server.get("/metrics");
        assertThat(answer.header("Content-Type")).startsWith("text/plain").contains("version=0.0.4");
        assertThat(answer.text())
                .contains("# HELP ftqueue_members ", "# TYPE ftqueue_slots_delivered_total counter")
                .contains("ftqueue_up 1.0\n", "ftqueue_serving 1.0\n", "ftqueue_members 1.0\n")
                .contains(
                        "ftqueue_queue_items{queue=\"jobs\"} 2.0\n", "ftqueue_queue_pushed_total{queue=\"jobs\"} 2.0\n")
                .contains("ftqueue_queue_items{queue=\"base64:AP8=\"} 0.0\n")
                .contains("ftqueue_latency_seconds{quantile=\"0.99\"}")
                .contains("ftqueue_operations_total{protocol=\"native\"}")
                .contains("jvm_memory_used_bytes", "jvm_gc_memory_promoted_bytes_total", "jvm_threads_live_threads");
        assertThat(value(answer.text(), "ftqueue_slots_delivered_total")).isPositive();
        server.post(API + "/queues/jobs/items", "{\"text\":\"c\"}");
        server.post(API + "/queues/jobs/pop");
        String later = server.get("/metrics").text();
        assertThat(later).contains("ftqueue_queue_popped_total{queue=\"jobs\"} 1.0\n");
        assertThat(value(later, "ftqueue_latency_payloads_total"))
                .isGreaterThan(value(answer.text(), "ftqueue_latency_payloads_total"));
    }

    private static double value(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void controlsNothingUnlessAllowed() {
        assertThat(server.post(API + "/heal").problem(403)).contains("--console-control");
        assertThat(server.post(API + "/partition", "{\"sides\":[]}").problem(403))
                .contains("--console-control");
    }

    @Test
    void saysWhyItCannotStart() {
        HttpConfig config = HttpConfig.of(server.server().address());
        int taken = server.gateway().uri().getPort();
        assertThatThrownBy(() -> HttpGateway.start(config.withPort(taken)))
                .isInstanceOf(HttpStartException.class)
                .hasMessageContaining("port " + taken + " of 127.0.0.1 cannot be had");
        assertThatThrownBy(() -> config.withPort(65_536)).hasMessageContaining("0 to 65535");
        assertThatThrownBy(() -> config.withBind(TestServer.ipv4("192.0.2.1")))
                .hasMessageContaining("loopback addresses alone");
    }

    @Test
    void takesTheNextFreePortWhereNoneIsGiven() throws Exception {
        int taken = server.gateway().uri().getPort();
        try (HttpPort next = HttpPort.take(InetAddress.getLoopbackAddress(), taken, true)) {
            assertThat(next.address().getPort()).isGreaterThan(taken);
        }
    }
}
