package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftqueue.cli.SoloServer.Outcome;
import io.ftqueue.server.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What commands print with --json: one document, whatever has happened. */
@Timeout(60)
class JsonTest {

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
    void resultsAreDocuments() {
        JsonNode created = document(0, "create", "fruit");
        String id = created.path("id").asText();
        assertThat(id).matches("[1-9]\\d*");
        assertThat(created).isEqualTo(tree("{'label':'fruit','id':'" + id + "'}"));
        assertThat(document(0, "id", "fruit")).isEqualTo(created);
        assertThat(document(0, "push", "fruit", "apple", "a\u0000"))
                .isEqualTo(tree("{'label':'fruit','id':'" + id + "','pushed':2,"
                        + "'held':[{'servers':1,'onDisk':false},{'servers':1,'onDisk':false}]}"));
        assertThat(document(0, "size", id)).isEqualTo(tree("{'id':'" + id + "','size':2}"));
        assertThat(document(0, "top", "fruit").path("item")).isEqualTo(tree("{'text':'apple'}"));
        assertThat(document(0, "pop", "fruit").path("item")).isEqualTo(tree("{'text':'apple'}"));
        assertThat(document(0, "pop", "fruit").path("item")).isEqualTo(tree("{'base64':'YQA='}"));
        assertThat(document(0, "destroy", "fruit").path("destroyed").asBoolean())
                .isTrue();
    }

    @Test
    void failuresAreDocuments() {
        server.client("create", "bare");
        JsonNode empty = document(5, "pop", "bare");
        assertThat(empty.path("error").asText()).isEqualTo("queue bare is empty");
        assertThat(empty.path("label").asText()).isEqualTo("bare");
        assertThat(document(1, "pop", "none").path("error").asText()).startsWith("there is no queue none");
        assertThat(document(1, "id", "none").path("error").asText()).contains("'none'");
        assertThat(document(2, "pop").path("error").asText()).contains("QUEUE");
        assertThat(document(2, "pop", "--loud", "x").path("error").asText()).contains("--loud");
        assertThat(document(2, "size", "--timeout", "0", "x").path("error").asText())
                .contains("--timeout");
        assertThat(document(2, "partition", "1").path("error").asText()).contains("one set only");
    }

    @Test
    void thatNobodyIsThereIsADocument() throws IOException {
        Outcome outcome = SoloServer.run(
                "size", "--json", "--group", "239.255.82.3:" + SoloServer.freePort(), "--timeout", "0.1", "1");
        JsonNode document = only(outcome);
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(document.path("exitCode").asInt()).isEqualTo(3);
        assertThat(document.path("error").asText()).contains("no server answered");
    }

    @Test
    void whatPeopleSayToTheGroupIsAnsweredByServer() {
        JsonNode healed = document(0, "heal");
        assertThat(healed.path("servers").path(0).path("name").asText()).isEqualTo("solo");
        assertThat(healed.path("servers").path(0).path("done").asBoolean()).isTrue();
        assertThat(healed.path("components").path(0).path(0).asText()).isEqualTo("127.0.0.1:" + server.port());
    }

    private static JsonNode document(int exitCode, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--json"));
        all.addAll(List.of(arguments));
        Outcome outcome = server.client(command, all.toArray(String[]::new));
        JsonNode document = only(outcome);
        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(exitCode);
        assertThat(document.path("exitCode").asInt(0)).isEqualTo(exitCode);
        return document;
    }

    /** The one document on the standard output; there is nothing else. */
    private static JsonNode only(Outcome outcome) {
        assertThat(outcome.err()).isEmpty();
        try (MappingIterator<JsonNode> documents =
                JSON.readerFor(JsonNode.class).readValues(outcome.out())) {
            List<JsonNode> all = documents.readAll();
            assertThat(all).as(outcome.out()).hasSize(1);
            return all.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(outcome.out(), e);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
