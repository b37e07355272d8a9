package io.ftqueue.cli;

import io.ftqueue.client.FtQueueClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands that only a shell has. */
final class ShellBuiltins {

    private ShellBuiltins() {}

    /** Chooses a queue. */
    @Command(
            name = "use",
            description = {
                "Use this queue: leave QUEUE out in the commands that follow.",
                "Without a queue: none is in use any more."
            })
    static final class Use extends ClientCommand {

        /** Not called QUEUE, as the one in use is not to be filled in. */
        @Parameters(arity = "0..1", paramLabel = "NAME", description = "The queue's label, or its id.")
        private @Nullable String name;

        /** For picocli, which sets the field. */
        Use() {}

        @Override
        int run(FtQueueClient client) {
            var shell = (ShellCaller) caller();
            if (name != null) {
                QueueName queue = QueueName.of(name);
                long id = queue.resolve(client);
                client.size(id);
                output().json(result -> queue.put(result, id));
            }
            shell.use(name);
            return ExitCode.OK;
        }
    }

    /** Tells what can be typed. */
    @Command(name = "help", description = "Tell of the commands, or of one of them.")
    static final class Help extends CliCommand {

        @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "Any command.")
        private @Nullable String command;

        /** For picocli, which sets the field. */
        Help() {}

        @Override
        int run() {
            Map<String, CommandLine> commands = spec().root().subcommands();
            if (command == null) {
                commands.forEach((name, known) -> output().line(String.format(
                        "  %-12s %s",
                        name, known.getCommandSpec().usageMessage().description()[0])));
                output().line("");
                output().line("help COMMAND tells more. Tab completes, Ctrl-C clears the line, Ctrl-D leaves.");
                output().json(result -> commands.forEach((name, known) ->
                        result.put(name, known.getCommandSpec().usageMessage().description()[0])));
                return ExitCode.OK;
            }
            CommandLine known = commands.get(command);
            if (known == null) {
                return complain("there is no command '" + command + "'; see: help", ExitCode.USAGE);
            }
            String usage = known.getUsageMessage();
            output().line(usage.stripTrailing());
            output().json(result -> result.put("text", usage));
            return ExitCode.OK;
        }
    }

    /** Leaves. */
    @Command(name = "exit", description = "Leave the shell; 'quit' and Ctrl-D do the same.")
    static final class Exit extends CliCommand {

        @Parameters(
                arity = "0..1",
                paramLabel = "CODE",
                description = "Exit code to end with, 0 to 255 (default: 0 if a person has typed, else that of the "
                        + "first command that failed).")
        private @Nullable Integer code;

        /** For picocli, which sets the field. */
        Exit() {}

        @Override
        int run() {
            check(code == null || (code >= 0 && code <= 255), "exit codes are 0 to 255, not " + code);
            ((ShellCaller) caller()).exit(code == null ? ShellCaller.NO_CODE : code);
            output().printsNoDocument();
            return ExitCode.OK;
        }
    }
}
