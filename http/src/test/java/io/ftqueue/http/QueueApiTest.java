package io.ftqueue.http;

import static io.ftqueue.http.TestServer.API;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.http.TestServer.Answer;
import io.ftqueue.queue.Operation;
import java.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class QueueApiTest {

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(false);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String made(String label) {
        assertThat(server.post(API + "/queues", "{\"label\":\"" + label + "\"}").status())
                .isEqualTo(201);
        return API + "/queues/" + label;
    }

    @Test
    void makesAQueueOnce() {
        Answer first = server.post(API + "/queues", "{\"label\":\"once\"}");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Location")).isEqualTo(API + "/queues/once");
        Answer second = server.post(API + "/queues", "{\"label\":\"once\"}");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json()).isEqualTo(first.json());
        JsonNode queue = server.get(first.header("Location")).json();
        assertThat(queue.path("id").asText()).isEqualTo(first.json().path("id").asText());
        assertThat(queue.path("size").asLong()).isZero();
    }

    @Test
    void takesAnyLabel() {
        for (String json : new String[] {
            "{\"label\":\"a/b c%ü;?#\"}",
            "{\"label\":\"~tilde\"}",
            "{\"label\":\"\"}",
            "{\"label\":\"..\"}",
            "{\"label\":\"line\\nfeed\"}",
            "{\"labelBase64\":\"AP8=\"}"
        }) {
            JsonNode queue = server.post(API + "/queues", json).json();
            String href = queue.path("href").asText();
            JsonNode found = server.get(href).json();
            assertThat(found.path("id")).as(json).isEqualTo(queue.path("id"));
            assertThat(server.post(href + "/items", "{\"text\":\"x\"}").status())
                    .as(json)
                    .isEqualTo(201);
            assertThat(server.delete(href).status()).as(json).isEqualTo(204);
            assertThat(server.get(href).status()).as(json).isEqualTo(404);
        }
    }

    @Test
    void listsByPrefixAndLimit() {
        made("list-b");
        made("list-a");
        made("list-c");
        assertThat(labels(server.get(API + "/queues?prefix=list-"))).isEqualTo("list-a,list-b,list-c");
        assertThat(labels(server.get(API + "/queues?prefix=list-&limit=2"))).isEqualTo("list-a,list-b");
        assertThat(labels(server.get(API + "/queues?prefix=list-b"))).isEqualTo("list-b");
        assertThat(labels(server.get(API + "/queues?prefix=none-"))).isEmpty();
    }

    @Test
    void listsMoreThanFitsInOneAnswerOfTheServers() {
        String tail = "x".repeat(900);
        for (int i = 10; i < 35; i++) {
            made("many-" + i + tail);
        }
        assertThat(labels(server.get(API + "/queues?prefix=many-")).split(","))
                .hasSize(25)
                .isSorted();
    }

    private static String labels(Answer answer) {
        var labels = new StringBuilder();
        answer.json()
                .path("queues")
                .forEach(queue -> labels.append(labels.isEmpty() ? "" : ",")
                        .append(queue.path("label").asText()));
        return labels.toString();
    }

    @Test
    void pushesBrowsesAndPopsInOrder() {
        String queue = made("order");
        Answer pushed = server.post(
                queue + "/items", "{\"items\":[{\"text\":\"eins\\tä\"},{\"base64\":\"AAH/\"},{\"text\":\"\"}]}");
        assertThat(pushed.status()).isEqualTo(201);
        assertThat(pushed.json().path("pushed").asInt()).isEqualTo(3);
        assertThat(pushed.json().path("holding").path("servers").asInt()).isEqualTo(1);
        assertThat(pushed.json().path("holding").path("synced").asBoolean()).isFalse();
        JsonNode page = server.get(queue + "/items?skip=1&max=1").json();
        assertThat(page.toString()).isEqualTo("{\"skip\":1,\"items\":[{\"base64\":\"AAH/\"}],\"total\":3}");
        assertThat(server.get(queue + "/items").json().path("items").toString())
                .isEqualTo("[{\"text\":\"eins\\tä\"},{\"base64\":\"AAH/\"},{\"text\":\"\"}]");
        assertThat(server.post(queue + "/pop").text()).isEqualTo("{\"items\":[{\"text\":\"eins\\tä\"}]}");
        assertThat(server.post(queue + "/pop?max=5").text())
                .isEqualTo("{\"items\":[{\"base64\":\"AAH/\"},{\"text\":\"\"}]}");
        assertThat(server.post(queue + "/pop").status()).isEqualTo(204);
    }

    @Test
    void browsesMoreThanFitsInOneAnswerOfTheServers() {
        String queue = made("large");
        String item = "{\"text\":\"" + "y".repeat(Operation.MAX_ITEM_BYTES) + "\"}";
        assertThat(server.post(queue + "/items", "{\"items\":[" + item + "," + item + "," + item + "]}")
                        .status())
                .isEqualTo(201);
        JsonNode page = server.get(queue + "/items?max=2").json();
        assertThat(page.path("items")).hasSize(2);
        assertThat(page.path("total").asInt()).isEqualTo(3);
        assertThat(page.path("items").path(1).path("text").asText()).hasSize(Operation.MAX_ITEM_BYTES);
    }

    @Test
    void waitsForAnItem() throws ExecutionException, InterruptedException {
        String queue = made("waited");
        CompletableFuture<Answer> popped =
                CompletableFuture.supplyAsync(() -> server.post(queue + "/pop?waitMillis=30000"));
        server.post(queue + "/items", "{\"text\":\"at last\"}");
        assertThat(popped.get().text()).isEqualTo("{\"items\":[{\"text\":\"at last\"}]}");
        assertThat(server.post(queue + "/pop?waitMillis=50").status()).isEqualTo(204);
    }

    @Test
    void leasesAreAcknowledgedGivenBackAndExtended() {
        String queue = made("leased");
        server.post(queue + "/items", "{\"text\":\"work\"}");
        JsonNode first = server.post(queue + "/take").json().path("items").path(0);
        assertThat(first.path("text").asText()).isEqualTo("work");
        assertThat(first.path("deliveries").asInt()).isEqualTo(1);
        assertThat(server.get(queue).json().path("leased").asInt()).isEqualTo(1);
        assertThat(server.get(queue).json().path("size").asInt()).isZero();
        assertThat(server.post(queue + "/pop").status()).isEqualTo(204);
        String lease = queue + "/leases/" + first.path("receipt").asText();
        assertThat(server.post(lease + "/extend?leaseMillis=60000").status()).isEqualTo(204);
        assertThat(server.post(lease + "/nack").status()).isEqualTo(204);
        assertThat(server.post(lease + "/ack").problem(409)).contains("the lease has ended");
        JsonNode second = server.post(queue + "/take?leaseMillis=60000&waitMillis=20000")
                .json()
                .path("items")
                .path(0);
        assertThat(second.path("deliveries").asInt()).isEqualTo(2);
        assertThat(server.post(queue + "/leases/" + second.path("receipt").asText() + "/ack")
                        .status())
                .isEqualTo(204);
        assertThat(server.get(queue).json().path("leased").asInt()).isZero();
    }

    @Test
    void deadLettersGoToTheirQueue() {
        String queue = made("poison");
        String dead = made("dead");
        server.post(queue + "/items", "{\"text\":\"bad\"}");
        String receipt = server.post(queue + "/take?maxDeliveries=1&deadLetter=dead")
                .json()
                .path("items")
                .path(0)
                .path("receipt")
                .asText();
        assertThat(server.post(queue + "/leases/" + receipt + "/nack").status()).isEqualTo(204);
        assertThat(server.post(dead + "/pop?waitMillis=20000").text()).isEqualTo("{\"items\":[{\"text\":\"bad\"}]}");
        assertThat(server.post(queue + "/pop").status()).isEqualTo(204);
        assertThat(server.post(queue + "/take?maxDeliveries=1").problem(400)).contains("go together");
        assertThat(server.post(queue + "/take?maxDeliveries=1&deadLetter=nowhere")
                        .problem(404))
                .isEqualTo("there is no queue 'nowhere'");
    }

    @Test
    void createsOnDemand() {
        assertThat(server.post(API + "/queues/absent/items", "{\"text\":\"x\"}").problem(404))
                .isEqualTo("there is no queue 'absent'");
        assertThat(server.post(API + "/queues/absent/items?create=true", "{\"text\":\"x\"}")
                        .status())
                .isEqualTo(201);
        assertThat(server.get(API + "/queues/absent").json().path("size").asInt())
                .isEqualTo(1);
    }

    @Test
    void refusesWhatMakesNoSenseAndDoesNothing() {
        String queue = made("strict");
        String items = queue + "/items";
        assertThat(server.post(items, "{\"items\":[{\"text\":\"good\"},{\"txt\":\"bad\"}]}")
                        .problem(400))
                .contains("item 2 must be like");
        assertThat(server.post(items, "{\"text\":\"a\",\"base64\":\"\"}").problem(400))
                .contains("must be like");
        assertThat(server.post(items, "{\"base64\":\"?\"}").problem(400)).contains("not base64");
        assertThat(server.post(items, "{\"items\":[]}").problem(400)).contains("at least one item");
        assertThat(server.post(items, "{\"text\":").problem(400)).contains("no JSON", "line 1, column 9");
        assertThat(server.post(items, "[]").problem(400)).contains("in braces");
        assertThat(server.post(items, "{\"items\":[" + "{\"text\":\"\"},".repeat(1_000) + "{\"text\":\"\"}]}")
                        .problem(413))
                .contains("at most 1000 items");
        String large = "z".repeat(Operation.MAX_ITEM_BYTES + 1);
        assertThat(server.post(items, "{\"items\":[{\"text\":\"good\"},{\"text\":\"" + large + "\"}]}")
                        .problem(413))
                .contains("60000 bytes", "item 2 has 60001", "nothing was pushed");
        assertThat(server.post(items, "{\"text\":\"" + "z".repeat(HttpGateway.MAX_BODY_BYTES) + "\"}")
                        .problem(413))
                .contains("4194304 bytes");
        assertThat(server.post(queue + "/pop?max=0").problem(400)).contains("max must be a number from 1 to 100");
        assertThat(server.post(queue + "/pop?max=1&max=2").problem(400)).contains("given 2 times");
        assertThat(server.post(queue + "/pop?wait=5").problem(400)).contains("no parameter 'wait'");
        assertThat(server.post(queue + "/pop?waitMillis=60001").problem(400)).contains("0 to 60000");
        assertThat(server.post(queue + "/leases/abc/ack").problem(400)).contains("'abc' is no receipt");
        assertThat(server.post(queue + "/leases/12345/ack").problem(409)).contains("lease has ended");
        assertThat(server.get(API + "/queues/~?").problem(404)).contains("no queue ''");
        assertThat(server.get(API + "/queues/~a").problem(400)).contains("base64url");
        assertThat(server.post(API + "/queues", "{\"label\":\"" + "l".repeat(1_025) + "\"}")
                        .problem(400))
                .contains("at most 1024 bytes, not 1025");
        assertThat(server.post(API + "/queues", "{}").problem(400)).contains("name the queue");
        HttpRequest plain = HttpRequest.newBuilder(server.uri(items))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"x\"}"))
                .build();
        assertThat(server.send(plain).problem(415)).contains("Content-Type: application/json");
        assertThat(server.get(queue).json().path("size").asInt()).isZero();
    }
}
