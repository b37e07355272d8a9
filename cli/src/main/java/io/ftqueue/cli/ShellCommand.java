package io.ftqueue.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Many commands over one connection, typed by a person or read from a pipe. */
@Command(
        name = "shell",
        description = {
            "Use the queues interactively, or run the commands on the standard input, one a line.",
            "From a pipe it ends with the exit code of the first command that failed, or of 'exit CODE'."
        })
final class ShellCommand extends CliCommand {

    @Mixin
    private ClientOptions options;

    @Option(names = "--stop-on-error", description = "End at the first command that fails, with its exit code.")
    private boolean stopOnError;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Where to keep what was typed (default: .ftqueue_history in the home directory).")
    private @Nullable Path history;

    /** For picocli, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    ShellCommand() {}

    @Override
    int run() throws IOException {
        boolean interactive = Screen.isTerminal(Screen.STDIN) && Screen.isTerminal(Screen.STDOUT);
        try (var shell = new ShellCaller(options.config(), output().isJson(), interactive)) {
            var lines = new ShellLines(shell);
            output().printsNoDocument();
            return interactive ? InteractiveShell.run(lines, stopOnError, history) : runPiped(lines);
        }
    }

    private int runPiped(ShellLines lines) throws IOException {
        int first = ExitCode.OK;
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            int exitCode = lines.run(line);
            first = first == ExitCode.OK ? exitCode : first;
            Integer told = lines.shell().exitCode();
            if (told != null) {
                return told == ShellCaller.NO_CODE ? first : told;
            }
            if (stopOnError && exitCode != ExitCode.OK) {
                return exitCode;
            }
        }
        return first;
    }
}
