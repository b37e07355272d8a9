package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftqueue.cli.SoloServer.Outcome;
import io.ftqueue.server.StartException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands that look at queues, and those that take items for a time. */
@Timeout(60)
class BrowseAndLeaseTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static SoloServer server;

    @BeforeAll
    static void start() throws IOException, StartException {
        server = SoloServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void queuesAreListedByLabel() throws IOException {
        String second = server.client("create", "listed-b").out().strip();
        String first = server.client("create", "listed-a").out().strip();
        server.client("push", "listed-a", "x", "y", "z");
        server.client("take", "listed-a");
        assertThat(server.client("queues").out().lines().filter(line -> line.contains("listed")))
                .containsExactly(
                        server.client("queues")
                                .out()
                                .lines()
                                .filter(line -> line.contains(first))
                                .findFirst()
                                .orElse(""),
                        server.client("queues")
                                .out()
                                .lines()
                                .filter(line -> line.contains(second))
                                .findFirst()
                                .orElse(""));
        JsonNode queues = JSON.readTree(server.client("queues", "--json").out()).path("queues");
        assertThat(queues)
                .contains(JSON.readTree("{\"label\":\"listed-a\",\"id\":\"" + first + "\",\"size\":2,\"leased\":1}"));
    }

    @Test
    void aPeekTakesNothing() {
        server.client("create", "peeked");
        server.client("push", "peeked", "a", "b", "c", "d");
        assertThat(server.client("peek", "peeked")).isEqualTo(new Outcome(0, "a\nb\nc\nd\n", ""));
        assertThat(server.client("peek", "peeked", "--skip", "1", "--max", "2").out())
                .isEqualTo("b\nc\n");
        assertThat(server.client("peek", "peeked", "--skip", "9")).isEqualTo(new Outcome(0, "", ""));
        assertThat(server.client("peek", "peeked", "--skip", "-1").err()).contains("--skip must be");
        assertThat(server.client("peek", "peeked", "--max", "0").exitCode()).isEqualTo(2);
        assertThat(server.client("size", "peeked").out()).isEqualTo("4\n");
    }

    @Test
    void aTakenItemIsGoneOnlyWhenItIsAcknowledged() {
        server.client("create", "leased");
        server.client("push", "leased", "job");
        List<String> taken =
                server.client("take", "leased", "--lease", "600").out().lines().toList();
        assertThat(taken).hasSize(2).element(1).isEqualTo("job");
        assertThat(server.client("take", "leased")).isEqualTo(new Outcome(5, "", "ftqueue: queue leased is empty\n"));
        assertThat(server.client("extend", "leased", taken.get(0), "--lease", "300")
                        .exitCode())
                .isZero();
        assertThat(server.client("nack", "leased", taken.get(0)).exitCode()).isZero();
        List<String> again = server.client("take", "leased").out().lines().toList();
        assertThat(again).hasSize(2).element(1).isEqualTo("job");
        assertThat(server.client("ack", "leased", taken.get(0)).err())
                .contains("has ended")
                .hasLineCount(1);
        assertThat(server.client("ack", "leased", again.get(0)).exitCode()).isZero();
        assertThat(server.client("ack", "leased", again.get(0)).exitCode()).isEqualTo(1);
        assertThat(server.client("size", "leased").out()).isEqualTo("0\n");
    }

    @Test
    void anItemThatWasDeliveredTooOftenGoesElsewhere() throws IOException {
        server.client("create", "tried");
        server.client("create", "dead");
        server.client("push", "tried", "poison");
        JsonNode taken =
                JSON.readTree(server.client("take", "tried", "--max-deliveries", "1", "--dead-letter", "dead", "--json")
                        .out());
        assertThat(taken.path("deliveries").asInt()).isEqualTo(1);
        assertThat(taken.path("item").path("text").asText()).isEqualTo("poison");
        assertThat(server.client("nack", "tried", taken.path("receipt").asText())
                        .exitCode())
                .isZero();
        assertThat(server.client("pop", "dead").out()).isEqualTo("poison\n");
        assertThat(server.client("take", "tried", "--max-deliveries", "1").err())
                .contains("go together");
        assertThat(server.client("take", "tried", "--lease", "0").err()).contains("--lease must be");
    }

    @Test
    void aPopWaitsForItsItem() {
        server.client("create", "awaited");
        CompletableFuture<Integer> pushed = CompletableFuture.supplyAsync(() -> {
            // Goes in while the pop waits, or just before: it comes out in both cases.
            return Main.commandLine("push").execute("push", "--group", server.group(), "awaited", "late");
        });
        assertThat(server.client("pop", "awaited", "--wait", "30").out()).isEqualTo("late\n");
        assertThat(pushed.join()).isZero();
        assertThat(server.client("pop", "awaited", "--wait", "0.05").exitCode()).isEqualTo(5);
        assertThat(server.client("pop", "awaited", "--wait", "-1").exitCode()).isEqualTo(2);
    }

    @Test
    void aPurgeTakesWhatIsThere() {
        server.client("create", "purged");
        server.client("push", "purged", "a", "b", "c");
        assertThat(server.client("purge", "purged")).isEqualTo(new Outcome(0, "3\n", ""));
        assertThat(server.client("size", "purged").out()).isEqualTo("0\n");
    }

    @Test
    void aTailFollowsAndMayConsume() {
        server.client("create", "followed");
        server.client("push", "followed", "old", "older");
        assertThat(server.client("tail", "followed", "--all", "-n", "2").out()).isEqualTo("old\nolder\n");
        CompletableFuture<Void> pushes = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200; i++) {
                Main.commandLine("push").execute("push", "--group", server.group(), "followed", "new " + i);
            }
        });
        List<String> seen = server.client("tail", "followed", "-n", "3", "--interval", "0.01", "--json")
                .out()
                .lines()
                .toList();
        assertThat(seen).hasSize(3).allMatch(line -> line.startsWith("{\"text\":\"new "));
        pushes.join();
        assertThat(server.client("size", "followed").out()).isEqualTo("202\n");
        assertThat(server.client("tail", "followed", "--consume", "-n", "3").out())
                .isEqualTo("old\nolder\nnew 0\n");
        assertThat(server.client("size", "followed").out()).isEqualTo("199\n");
        assertThat(server.client("tail", "followed", "-n", "0").exitCode()).isEqualTo(2);
    }
}
