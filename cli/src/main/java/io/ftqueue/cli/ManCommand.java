package io.ftqueue.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints manual pages. */
@Command(name = "man", description = "Print the manual page of a command, or of ftqueue: ftqueue man push | man -l -")
final class ManCommand extends CliCommand {

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "Any command (default: ftqueue itself).")
    private @Nullable String command;

    @Option(names = "--dir", paramLabel = "DIR", description = "Write all pages into this directory, which is made.")
    private @Nullable Path directory;

    /** For picocli, which sets the fields. */
    ManCommand() {}

    @Override
    int run() {
        check(command == null || directory == null, "--dir writes the pages of all commands");
        CommandLine ftqueue = Main.commandLine(new Caller(), Commands.ALL);
        if (directory != null) {
            return writeAll(ftqueue, directory);
        }
        CommandLine known = command == null ? ftqueue : ftqueue.getSubcommands().get(command);
        if (known == null) {
            throw mistake("there is no command '" + command + "'");
        }
        String page = ManPage.of(known);
        output().text(page);
        output().json(result -> result.put("text", page));
        return ExitCode.OK;
    }

    private int writeAll(CommandLine ftqueue, Path into) {
        List<CommandLine> all = new ArrayList<>(List.of(ftqueue));
        all.addAll(ftqueue.getSubcommands().values());
        output().json(result -> result.putArray("files"));
        try {
            Files.createDirectories(into);
            for (CommandLine each : all) {
                Path file = into.resolve(ManPage.fileName(each));
                Files.writeString(file, ManPage.of(each), StandardCharsets.UTF_8);
                output().line(file);
                output().json(result -> ((ArrayNode) result.get("files")).add(file.toString()));
            }
            return ExitCode.OK;
        } catch (IOException e) {
            return complain("cannot write to " + into + ": " + e, ExitCode.FAILED);
        }
    }
}
