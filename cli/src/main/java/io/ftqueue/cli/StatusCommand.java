package io.ftqueue.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks every server how it is. */
@Command(name = "status", description = "Print how every server is that can be found.")
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions options;

    @Option(names = "--json", description = "Print everything the servers tell, as a JSON array.")
    private boolean json;

    /** For picocli, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    StatusCommand() {}

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        Census census = Census.take(options.config());
        if (json) {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(census.statuses()));
        } else {
            new StatusTable(census.statuses()).print(out);
        }
        return census.servers().stream().allMatch(Census.Server::answers) ? ExitCode.OK : ExitCode.FAILED;
    }
}
