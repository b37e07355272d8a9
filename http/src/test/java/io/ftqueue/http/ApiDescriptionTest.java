package io.ftqueue.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.http.TestServer.Answer;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The description says what there is, and nothing else. */
@Timeout(60)
class ApiDescriptionTest {

    private static final Pattern KNOWN = Pattern.compile("there are (.*)$");

    private final JsonNode description = read();

    private static JsonNode read() {
        try {
            return Json.read(StatusRoutes.description());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void describesEveryRouteAndNoOther() {
        Set<String> described = new TreeSet<>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        Set<String> served = new TreeSet<>();
        try (var parts = new HttpParts(HttpConfig.of(new InetSocketAddress(TestServer.ipv4("127.0.0.1"), 1)))) {
            parts.routes().forEach(route -> served.add(route.method() + " " + route.path()));
        }
        assertThat(described).isEqualTo(served);
    }

    @Test
    void describesTheParametersThatAreTaken() throws Exception {
        int checked = 0;
        try (TestServer server = TestServer.start(true)) {
            for (HandlerType method : List.of(HandlerType.GET, HandlerType.POST, HandlerType.DELETE)) {
                for (var entry : description.path("paths").properties()) {
                    JsonNode operation = entry.getValue().path(method.name().toLowerCase(Locale.ROOT));
                    if (operation.isMissingNode() || !entry.getKey().contains("/queues")) {
                        continue;
                    }
                    String at = entry.getKey().replace("{label}", "x").replace("{receipt}", "1") + "?nonsense=1";
                    Answer answer = server.send(HttpRequest.newBuilder(server.uri(at))
                            .method(method.name(), HttpRequest.BodyPublishers.noBody())
                            .build());
                    assertThat(taken(answer.problem(400))).as(method + " " + at).isEqualTo(described(operation));
                    checked++;
                }
            }
        }
        assertThat(checked).isEqualTo(11);
    }

    private static Set<String> taken(String problem) {
        assertThat(problem).startsWith("there is no parameter 'nonsense' here");
        Matcher known = KNOWN.matcher(problem);
        return known.find() ? new TreeSet<>(List.of(known.group(1).split(", "))) : Set.of();
    }

    private static Set<String> described(JsonNode operation) {
        Set<String> names = new TreeSet<>();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        }
        return names;
    }

    @Test
    void refersToWhatIsThere() {
        List<String> missing = new ArrayList<>();
        for (JsonNode reference : description.findValues("$ref")) {
            String pointer = reference.asText().substring(1);
            if (description.at(pointer).isMissingNode()) {
                missing.add(pointer);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(description.findValues("$ref")).hasSizeGreaterThan(20);
        assertThat(description.path("openapi").asText()).startsWith("3.1");
        List<String> ids = description.findValuesAsText("operationId");
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(20);
    }

    @Test
    void namesEveryParameterOfAPath() {
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().forEach(operation -> {
                    Set<String> inPath = new TreeSet<>();
                    Matcher braces = Pattern.compile("\\{(\\w+)}").matcher(path.getKey());
                    while (braces.find()) {
                        inPath.add(braces.group(1));
                    }
                    Set<String> described = new TreeSet<>();
                    for (JsonNode parameter : operation.path("parameters")) {
                        if (parameter.path("in").asText().equals("path")) {
                            described.add(parameter.path("name").asText());
                        }
                    }
                    assertThat(described).as(path.getKey()).isEqualTo(inPath);
                }));
    }
}
