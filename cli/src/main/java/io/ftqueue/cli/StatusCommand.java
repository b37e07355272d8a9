package io.ftqueue.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks every server how it is. */
@Command(name = "status", description = "Print how every server is that can be found.")
final class StatusCommand extends CliCommand {

    @Mixin
    private ClientOptions options;

    /** For picocli, which sets the field. */
    @SuppressWarnings("NullAway.Init")
    StatusCommand() {}

    @Override
    int run() {
        Census census = Census.take(options.config());
        output().json(census.statuses());
        output().lines(new StatusTable(census.statuses())::print);
        return census.servers().stream().allMatch(Census.Server::answers) ? ExitCode.OK : ExitCode.FAILED;
    }
}
