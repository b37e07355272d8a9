package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.cli.SoloServer.Outcome;
import io.ftqueue.server.StartException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Items on their way to files and back. */
@Timeout(60)
class TransferTest {

    private static SoloServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException, StartException {
        server = SoloServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itemsGoToAFileAndBackInTheirOrder() throws IOException {
        String lines =
                IntStream.range(0, 3_000).mapToObj(i -> "item " + i + "\n").collect(Collectors.joining());
        Path source = Files.writeString(folder.resolve("source"), lines);
        server.client("create", "many");
        assertThat(server.client("import", "many", source.toString()))
                .isEqualTo(new Outcome(0, "", "3000 items imported\n"));
        Path target = folder.resolve("target");
        assertThat(server.client("export", "many", target.toString()).err()).isEqualTo("3000 items exported\n");
        assertThat(target).hasContent(lines);
        assertThat(server.client("size", "many").out()).isEqualTo("3000\n");
        assertThat(server.client("export", "many", target.toString()).err()).contains("is there already");
        Path moved = folder.resolve("moved");
        assertThat(server.client("export", "many", moved.toString(), "--consume", "--json")
                        .out())
                .contains("\"exported\" : 3000");
        assertThat(moved).hasContent(lines);
        assertThat(server.client("size", "many").out()).isEqualTo("0\n");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).hasSize(3);
        }
    }

    @Test
    void anyItemSurvivesAsJson() throws IOException {
        Path source = Files.writeString(
                folder.resolve("source"), "{\"text\":\"two\\nlines\"}\n{\"base64\":\"/wAB\"}\n{\"text\":\"\"}\n");
        server.client("create", "bytes");
        assertThat(server.client("import", "bytes", source.toString(), "--format", "json")
                        .exitCode())
                .isZero();
        Path target = folder.resolve("target");
        server.client("export", "bytes", target.toString(), "--format", "json");
        assertThat(target).hasSameTextualContentAs(source);
        Path lines = folder.resolve("lines");
        Outcome outcome = server.client("export", "bytes", lines.toString());
        assertThat(outcome.err()).contains("item 1 has a line end").hasLineCount(1);
        assertThat(outcome.exitCode()).isEqualTo(1);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(source, target);
        }
    }

    @Test
    void noLineIsDroppedAndNothingIsHalfDone() throws IOException {
        server.client("create", "careful");
        // The last line has no end, and one is empty.
        assertThat(imported("one\n\ntwo", "lines").err()).isEqualTo("3 items imported\n");
        assertThat(server.client("peek", "careful").out()).isEqualTo("one\n\ntwo\n");
        server.client("purge", "careful");
        for (String bad : List.of("{}", "{\"text\":\"x\"", "[]", "{\"base64\":\"?\"}", "{\"text\":\"x\"} y", "")) {
            Path source = Files.writeString(folder.resolve("bad"), "{\"text\":\"good\"}\n" + bad + "\n");
            Outcome outcome = server.client("import", "careful", source.toString(), "--format", "json");
            assertThat(outcome.err())
                    .contains("line 2 ", "nothing was imported")
                    .hasLineCount(1);
            assertThat(outcome.exitCode()).isEqualTo(1);
        }
        Path source = Files.writeString(folder.resolve("long"), "short\n" + "x".repeat(60_001));
        assertThat(server.client("import", "careful", source.toString()).err()).contains("line 2 is longer than 60000");
        assertThat(server.client("size", "careful").out()).isEqualTo("0\n");
        // What comes through a pipe cannot be looked through before.
        assertThat(imported("{\"text\":\"good\"}\nbad\n", "json").err()).contains("line 2 ", "1 lines before it");
        assertThat(server.client("pop", "careful").out()).isEqualTo("good\n");
    }

    @Test
    void aFileThatCannotBeUsedIsNamed() {
        server.client("create", "files");
        assertThat(server.client("import", "files", folder.resolve("none").toString())
                        .err())
                .contains("cannot read", "there is no such file")
                .hasLineCount(1);
        assertThat(server.client("export", "files", folder.toString()).err()).contains("is a directory");
        assertThat(server.client("export", "files", folder.resolve("no/where").toString())
                        .err())
                .contains("cannot write")
                .hasLineCount(1);
        assertThat(server.client("export", "files", "-", "--json").exitCode()).isEqualTo(2);
        assertThat(server.client("import", "files", "-", "--format", "xml").exitCode())
                .isEqualTo(2);
    }

    private static Outcome imported(String text, String format) {
        InputStream standard = System.in;
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        try {
            return server.client("import", "careful", "-", "--format", format);
        } finally {
            System.setIn(standard);
        }
    }
}
