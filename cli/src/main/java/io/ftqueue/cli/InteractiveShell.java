package io.ftqueue.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** A shell on a terminal: completion, history, and Ctrl-C that ends what runs and not the shell. */
final class InteractiveShell {

    private static final String HISTORY_NAME = ".ftqueue_history";

    private final ShellLines lines;
    private final Terminal terminal;
    private final LineReader reader;

    InteractiveShell(ShellLines lines, Terminal terminal, @Nullable Path history) {
        this.lines = lines;
        this.terminal = terminal;
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("ftqueue")
                .parser(ShellLines.parser())
                .completer(new ShellCompleter(lines))
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .option(LineReader.Option.AUTO_FRESH_LINE, true);
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        this.reader = builder.build();
    }

    /** Runs a shell on the terminal of this process; returns what it ends with. */
    static int run(ShellLines lines, boolean stopOnError, @Nullable Path wanted) throws IOException {
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).nativeSignals(true).build()) {
            Path history = wanted == null ? home().resolve(HISTORY_NAME) : wanted;
            String mistake = makePrivate(history);
            var shell = new InteractiveShell(lines, terminal, mistake == null ? history : null);
            terminal.writer().println("FTQueue. 'help' tells what there is, Ctrl-D leaves.");
            if (mistake != null) {
                terminal.writer().println(mistake);
            }
            return shell.run(stopOnError);
        }
    }

    private static Path home() {
        String home = System.getenv("HOME");
        return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home);
    }

    /** What is typed may be a secret: only the owner reads it. Returns why there is no such file, or null. */
    static @Nullable String makePrivate(Path history) {
        try {
            Files.createFile(
                    history, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return null;
        } catch (FileAlreadyExistsException e) {
            return Files.isWritable(history) && Files.isRegularFile(history)
                    ? null
                    : "What is typed is not kept: " + history + " cannot be written.";
        } catch (IOException | UnsupportedOperationException e) {
            return "What is typed is not kept: " + history + " cannot be made.";
        }
    }

    int run(boolean stopOnError) {
        Thread runner = Thread.currentThread();
        // While a line is read, Ctrl-C is the reader's; this is for while a command runs.
        terminal.handle(Terminal.Signal.INT, signal -> runner.interrupt());
        while (true) {
            String line;
            try {
                line = reader.readLine(prompt());
            } catch (UserInterruptException e) {
                // The line is gone, as was wanted.
                continue;
            } catch (EndOfFileException e) {
                return ExitCode.OK;
            }
            int exitCode = lines.run(line);
            if (Thread.interrupted()) {
                terminal.writer().println();
            }
            terminal.flush();
            Integer told = lines.shell().exitCode();
            if (told != null) {
                return told == ShellCaller.NO_CODE ? ExitCode.OK : told;
            }
            if (stopOnError && exitCode != ExitCode.OK) {
                return exitCode;
            }
        }
    }

    private String prompt() {
        String queue = lines.shell().queue();
        return queue == null ? "ftqueue> " : "ftqueue " + Screen.oneLine(queue) + "> ";
    }
}
