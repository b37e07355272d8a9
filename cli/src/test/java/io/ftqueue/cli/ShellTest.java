package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.cli.SoloServer.Outcome;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.server.StartException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell, from a pipe and as it is typed. */
@Timeout(60)
class ShellTest {

    private static SoloServer server;

    @BeforeAll
    static void start() throws IOException, StartException {
        server = SoloServer.start();
        server.client("create", "fruit");
        server.client("create", "fresh fruit");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void runsThePipedLines() {
        Outcome outcome = shell("""
                # queues from a pipe
                create piped

                push piped first 'the second' "3"
                ftqueue pop piped
                pop piped
                size piped
                """);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines().skip(1)).containsExactly("first", "the second", "1");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void goesOnAfterAFailureAndEndsWithTheFirst() {
        String lines = """
                create failing
                pop failing
                pop nowhere
                push failing x
                size failing
                """;
        Outcome outcome = shell(lines);
        assertThat(outcome.out().lines().skip(1)).containsExactly("1");
        assertThat(outcome.err().lines())
                .containsExactly(
                        "ftqueue: line 2: queue failing is empty",
                        "ftqueue: line 3: there is no queue nowhere; make it with: create nowhere");
        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(shell(lines + "exit 9\nfrob\n").exitCode()).isEqualTo(9);
        assertThat(shell("pop nowhere\nexit\nsize failing").exitCode()).isEqualTo(1);
        Outcome stopped = shell("pop nowhere\nsize failing", "--stop-on-error");
        assertThat(stopped.exitCode()).isEqualTo(1);
        assertThat(stopped.out()).isEmpty();
    }

    @Test
    void aLineThatMakesNoSenseIsOneSentence() {
        assertThat(shell("frob").err())
                .startsWith("ftqueue: line 1: there is no command 'frob'")
                .hasLineCount(1);
        assertThat(shell("pish fruit").err()).contains("push").hasLineCount(1);
        assertThat(shell("push fruit 'x").err())
                .contains("a quote is not closed")
                .hasLineCount(1);
        assertThat(shell("push fruit").err()).contains("ITEM", "see: help push").hasLineCount(1);
        assertThat(shell("bench").err()).contains("no command of the shell").hasLineCount(1);
        assertThat(shell("use nowhere").err())
                .contains("there is no queue nowhere")
                .hasLineCount(1);
        assertThat(shell("use id:x").err()).contains("'id:x' is no id").hasLineCount(1);
        assertThat(shell("help frob").exitCode()).isEqualTo(2);
    }

    @Test
    void aQueueInUseIsLeftOut() {
        Outcome outcome = shell("""
                create used
                use used
                push first second
                pop
                size
                destroy
                use
                pop
                """);
        assertThat(outcome.out().lines().skip(1)).containsExactly("first", "1");
        assertThat(outcome.err()).contains("line 6: ", "line 8: ").hasLineCount(2);
    }

    @Test
    void printsADocumentALine() {
        Outcome outcome = shell("create documents\npop documents\nfrob\nuse documents\nsize\nexit\n", "--json");
        assertThat(outcome.err()).isEmpty();
        List<String> lines = outcome.out().lines().toList();
        assertThat(lines).hasSize(5).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(lines.get(1)).contains("\"error\":\"queue documents is empty\"", "\"exitCode\":5");
        assertThat(lines.get(2)).contains("frob");
        assertThat(lines.get(4)).contains("\"size\":0");
        assertThat(outcome.exitCode()).isEqualTo(5);
    }

    @Test
    void tellsWhatThereIs() {
        assertThat(shell("help").out()).contains("push", "Append items, in their order.", "use", "exit");
        assertThat(shell("help push").out()).contains("QUEUE", "ITEM", "--verbose");
    }

    @Test
    void completesCommandsOptionsAndLabels() {
        assertThat(completions("pu")).contains("push");
        assertThat(completions("pop ")).contains("fruit", "fresh fruit");
        assertThat(completions("push fruit --ver")).contains("--verbose");
        assertThat(completions("help po")).contains("pop").doesNotContain("fruit");
        assertThat(completions("push fruit ")).isEmpty();
        assertThat(completions("pop --timeout ")).isEmpty();
        assertThat(completions("pop --timeout 3 ")).contains("fruit");
        assertThat(completions("frob ")).isEmpty();
    }

    @Test
    void isUsedAtATerminal(@TempDir Path folder) throws IOException, InterruptedException {
        Path history = folder.resolve("history");
        assertThat(InteractiveShell.makePrivate(history)).isNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
        var screen = new TypedScreen();
        try (var shell = new ShellCaller(config(), false, true);
                var keys = new PipedOutputStream();
                Terminal terminal = new ExternalTerminal(
                        "test", "ansi", new PipedInputStream(keys), screen, StandardCharsets.UTF_8)) {
            var interactive = new InteractiveShell(new ShellLines(shell), terminal, history);
            CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(() -> interactive.run(false));
            // A tabulator completes, Ctrl-C (3) forgets the line, Ctrl-D (4) leaves.
            screen.await("ftqueue> ");
            keys.write(bytes("use fru\t"));
            keys.flush();
            screen.await("fruit");
            keys.write(bytes("\r"));
            keys.flush();
            screen.await("ftqueue fruit> ");
            keys.write(bytes("push kiwi\rpop\rpop\rfrob"));
            keys.flush();
            screen.await("frob");
            keys.write(3);
            keys.flush();
            screen.await("ftqueue fruit> ");
            keys.write(bytes("use\r"));
            keys.flush();
            screen.await("ftqueue> ");
            keys.write(4);
            keys.flush();
            assertThat(exitCode.join()).isEqualTo(ExitCode.OK);
        }
        assertThat(Files.readString(history)).contains("use fruit", "push kiwi").doesNotContain("frob");
        assertThat(server.client("size", "fruit").out()).isEqualTo("0\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a terminal shows. */
    private static final class TypedScreen extends OutputStream {

        private final StringBuilder shown = new StringBuilder();

        @Override
        public synchronized void write(int c) {
            shown.append((char) c);
            notifyAll();
        }

        /** Waits until a text has appeared after all that was waited for before. */
        synchronized void await(String text) throws InterruptedException {
            long end = System.nanoTime() + 20_000_000_000L;
            while (shown.indexOf(text) < 0) {
                assertThat(System.nanoTime()).as("'%s' in: %s", text, shown).isLessThan(end);
                wait(100);
            }
            shown.delete(0, shown.indexOf(text) + text.length());
        }
    }

    private static List<String> completions(String typed) {
        try (var shell = new ShellCaller(config(), false, true)) {
            ParsedLine line = ShellLines.parser().parse(typed, typed.length(), Parser.ParseContext.COMPLETE);
            List<Candidate> candidates = new ArrayList<>();
            new ShellCompleter(new ShellLines(shell)).complete(null, line, candidates);
            return candidates.stream().map(Candidate::value).toList();
        }
    }

    private static ClientConfig config() {
        return ClientConfig.defaults()
                .withGroup(new InetSocketAddress(
                        Endpoints.address("239.255.82.1"),
                        Integer.parseInt(server.group().substring(server.group().indexOf(':') + 1))));
    }

    private static Outcome shell(String lines, String... options) {
        InputStream standard = System.in;
        System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        try {
            return server.client("shell", options);
        } finally {
            System.setIn(standard);
        }
    }
}
