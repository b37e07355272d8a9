package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.cli.SoloServer.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What other programs read of the commands: manual pages, and scripts that complete. */
@Timeout(60)
class ManAndCompletionTest {

    @Test
    void everyCommandHasAPage(@TempDir Path folder) throws IOException {
        Outcome outcome = SoloServer.run("man", "--dir", folder.toString());
        assertThat(outcome.exitCode()).isZero();
        try (Stream<Path> pages = Files.list(folder)) {
            assertThat(pages).hasSize(Commands.ALL.size() + 1);
        }
        String page = Files.readString(folder.resolve("ftqueue-push.1"));
        assertThat(page)
                .startsWith(".TH \"ftqueue\\-push\" \"1\"")
                .contains(".SH EXIT STATUS", "\\-\\-verbose", "ITEM");
        assertThat(SoloServer.run("man", "push").out()).isEqualTo(page);
        assertThat(SoloServer.run("man").out()).contains(".SH COMMANDS", ".B simulate");
        assertThat(SoloServer.run("man", "frob").exitCode()).isEqualTo(2);
    }

    /** Lines that begin with a dot are orders to troff; all of ours are orders that man pages give. */
    @Test
    void nothingInAPageIsTakenForAnOrder() {
        for (String command : Commands.ALL.keySet()) {
            assertThat(SoloServer.run("man", command).out().lines().filter(line -> line.startsWith(".")))
                    .allMatch(line -> line.matches("\\.(TH|SH|TP|B|nh|ad).*"));
        }
    }

    @Test
    void shellsCompleteEveryCommand() throws IOException, InterruptedException {
        String bash = SoloServer.run("completion", "bash").out();
        assertThat(SoloServer.run("completion", "zsh").out()).isEqualTo(bash);
        String fish = SoloServer.run("completion", "fish").out();
        for (String command : Commands.ALL.keySet()) {
            assertThat(bash).contains(command);
            assertThat(fish).contains(" -a " + command + " ");
        }
        assertThat(fish).contains("-n '__fish_seen_subcommand_from push' -l verbose");
        assertThat(SoloServer.run("completion", "tcsh").exitCode()).isEqualTo(2);
        assertThat(completedByBash(bash, "ftqueue", "pus")).containsExactly("push");
        assertThat(completedByBash(bash, "ftqueue", "push", "--ver")).contains("--verbose");
    }

    private static List<String> completedByBash(String script, String... words)
            throws IOException, InterruptedException {
        String line = String.join(" ", words);
        String test = script + "\nCOMP_WORDS=(" + line + "); COMP_CWORD=" + (words.length - 1) + "; COMP_LINE='" + line
                + "'; COMP_POINT=" + line.length() + "; _complete_ftqueue; printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        Process bash = new ProcessBuilder("bash").redirectErrorStream(true).start();
        bash.getOutputStream().write(test.getBytes(StandardCharsets.UTF_8));
        bash.getOutputStream().close();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(output).isZero();
        return output.lines().map(String::strip).toList();
    }
}
