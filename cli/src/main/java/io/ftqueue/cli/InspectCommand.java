package io.ftqueue.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftqueue.storage.CorruptFileException;
import io.ftqueue.storage.DirectoryInUseException;
import io.ftqueue.storage.NewerFormatException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells what a server keeps on disk, without a server. */
@Command(
        name = "inspect",
        description = "Print what a data directory holds, and whether it is sound. Changes nothing in it.")
final class InspectCommand extends CliCommand {

    /** What a data directory has and nothing else has. */
    private static final String FORMAT = "FORMAT";

    @Parameters(paramLabel = "DIR", description = "The data directory of a server that does not run.")
    private Path directory;

    /** For picocli, which sets the field. */
    @SuppressWarnings("NullAway.Init")
    InspectCommand() {}

    @Override
    int run() {
        String mistake = mistake();
        if (mistake != null) {
            return complain(mistake, ExitCode.FAILED);
        }
        Inspection inspection;
        try {
            inspection = Inspection.of(directory);
        } catch (DirectoryInUseException inUse) {
            return complain(String.valueOf(inUse.getMessage()), ExitCode.FAILED);
        } catch (NewerFormatException newer) {
            return complain(directory + ": " + newer.what(), ExitCode.FAILED);
        } catch (CorruptFileException damaged) {
            return complain(directory + " is damaged: " + damaged.getMessage(), ExitCode.DAMAGED);
        } catch (AccessDeniedException denied) {
            return complain("no leave to read " + denied.getFile(), ExitCode.FAILED);
        } catch (IOException failed) {
            return complain("cannot read " + directory + ": " + failed.getMessage(), ExitCode.FAILED);
        }
        if (output().isJson()) {
            output().json(new ObjectMapper().<JsonNode>valueToTree(inspection.toMap()));
        }
        output().lines(new InspectionText(inspection)::print);
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
}
