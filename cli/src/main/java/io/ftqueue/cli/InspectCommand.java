package io.ftqueue.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftqueue.storage.CorruptFileException;
import io.ftqueue.storage.DirectoryInUseException;
import io.ftqueue.storage.NewerFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what a server keeps on disk, without a server. */
@Command(
        name = "inspect",
        description = "Print what a data directory holds, and whether it is sound. Changes nothing in it.")
final class InspectCommand implements Callable<Integer> {

    /** What a data directory has and nothing else has. */
    private static final String FORMAT = "FORMAT";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The data directory of a server that does not run.")
    private Path directory;

    @Option(names = "--json", description = "Print it as a JSON object.")
    private boolean json;

    /** For picocli, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    InspectCommand() {}

    @Override
    public Integer call() throws JsonProcessingException {
        String mistake = mistake();
        if (mistake != null) {
            return say(mistake, ExitCode.FAILED);
        }
        Inspection inspection;
        try {
            inspection = Inspection.of(directory);
        } catch (DirectoryInUseException inUse) {
            return say(String.valueOf(inUse.getMessage()), ExitCode.FAILED);
        } catch (NewerFormatException newer) {
            return say(directory + ": " + newer.what(), ExitCode.FAILED);
        } catch (CorruptFileException damaged) {
            return say(directory + " is damaged: " + damaged.getMessage(), ExitCode.DAMAGED);
        } catch (AccessDeniedException denied) {
            return say("no leave to read " + denied.getFile(), ExitCode.FAILED);
        } catch (IOException failed) {
            return say("cannot read " + directory + ": " + failed.getMessage(), ExitCode.FAILED);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(inspection.toMap()));
        } else {
            new InspectionText(inspection).print(out);
        }
        return inspection.isUndamaged() ? ExitCode.OK : ExitCode.DAMAGED;
    }

    /** Why this is no data directory at all; null if it may be one. */
    private @Nullable String mistake() {
        if (Files.notExists(directory)) {
            return "there is no directory " + directory;
        }
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            return directory + " is not a directory";
        }
        return Files.notExists(directory.resolve(FORMAT)) ? directory + " is not a data directory" : null;
    }

    private int say(String what, int exitCode) {
        spec.commandLine().getErr().println("ftqueue: " + what);
        return exitCode;
    }
}
