package io.ftqueue.http;

import static io.ftqueue.http.TestServer.API;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.server.FtQueueServer;
import io.ftqueue.server.ServerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ControlApiTest {

    /** One test for all of it, because a group of servers takes its time to form. */
    @Test
    void splitsAndHealsAndTellsOfBothSides() throws Exception {
        ServerConfig config = TestServer.config();
        try (TestServer first = TestServer.start(true, config.withName("a"));
                FtQueueServer second = FtQueueServer.start(
                        config.withBind(config.bind(), TestServer.freePort()).withName("b"))) {
            String a = Addresses.text(first.server().address());
            String b = Addresses.text(second.address());
            TestServer.await(() -> components(first).size() == 1
                    && components(first).path(0).path("members").size() == 2);
            assertThat(first.post(API + "/partition", "{\"sides\":[[\"" + a + "\"]]}")
                            .problem(400))
                    .contains("two sides");
            assertThat(first.post(API + "/partition", "{\"sides\":[[\"" + a + "\"],[\"" + a + "\"]]}")
                            .problem(400))
                    .contains("named twice");
            assertThat(first.post(API + "/partition", "{\"sides\":[[\"" + a + "\"],[\"nobody\"]]}")
                            .problem(400))
                    .contains("no server 'nobody'", b);
            assertThat(first.post(API + "/partition", "{\"parts\":[]}").problem(400))
                    .contains("'parts'", "sides");

            JsonNode outcome = first.post(API + "/partition", "{\"sides\":[[\"" + a + "\"],[\"" + b + "\"]]}")
                    .json();
            assertThat(outcome.path("servers")).hasSize(2);
            TestServer.await(() -> components(first).size() == 2);
            first.post(API + "/queues/split/items?create=true", "{\"text\":\"on side a\"}");

            assertThat(first.post(API + "/heal").status()).isEqualTo(200);
            TestServer.await(() ->
                    components(first).size() == 1 && first.get("/health/ready").status() == 200);
            JsonNode graph = first.get(API + "/cluster").json().path("graph");
            String now = first.get(API + "/cluster")
                    .json()
                    .path("configuration")
                    .path("id")
                    .asText();
            assertThat(graph.path("edges").findValuesAsText("to").stream().filter(now::equals))
                    .hasSize(2);
            assertThat(graph.path("nodes").findValuesAsText("name")).contains("a", "b");
            assertThat(first.post(API + "/queues/split/pop").text())
                    .isEqualTo("{\"items\":[{\"text\":\"on side a\"}]}");
            assertThat(first.get("/metrics").text()).contains("ftqueue_members 2.0");

            stop(second);
            TestServer.await(() -> health(first, b).equals("silent"));
            assertThat(first.post(API + "/partition", "{\"sides\":[[\"" + a + "\"],[\"" + b + "\"]]}")
                            .problem(409))
                    .contains("nothing was done", "b");
        }
    }

    private static void stop(FtQueueServer server) {
        server.close();
    }

    private static JsonNode components(TestServer server) {
        return server.get(API + "/cluster").json().path("components");
    }

    private static String health(TestServer server, String address) {
        for (JsonNode one : server.get(API + "/cluster").json().path("servers")) {
            if (one.path("address").asText().equals(address)) {
                return one.path("health").asText();
            }
        }
        return "";
    }
}
