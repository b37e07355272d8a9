package io.ftqueue.cli;

import io.ftqueue.client.ClientException;
import io.ftqueue.client.NoServerException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code ftqueue} command. */
@Command(
        name = "ftqueue",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "A fault-tolerant replicated queue.",
        subcommands = {
            ServerCommand.class,
            QueueCommands.Create.class,
            QueueCommands.Id.class,
            QueueCommands.Push.class,
            QueueCommands.Pop.class,
            QueueCommands.Top.class,
            QueueCommands.Size.class,
            QueueCommands.Destroy.class,
            StatusCommand.class,
            PartitionCommands.Partition.class,
            PartitionCommands.Heal.class,
            PartitionCommands.Forget.class,
            DemoCommand.class,
            InspectCommand.class,
            BenchCommand.class,
            SimulateCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, no such queue, or the queue is empty",
            "2:the command line makes no sense",
            "3:no server was reached",
            "4:the data directory is damaged"
        })
public final class Main implements Runnable {

    /** Their labels and items may be numbers below zero, which look like options. */
    private static final Set<String> TAKES_TEXT = Set.of("create", "id", "push");

    @Spec
    private CommandSpec spec;

    /** For picocli, which sets the field. */
    @SuppressWarnings("NullAway.Init")
    Main() {}

    /** Runs a command and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command. */
    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine ftqueue = new CommandLine(new Main());
        ftqueue.getSubcommands().forEach((name, command) -> {
            command.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
            command.setUnmatchedOptionsArePositionalParams(TAKES_TEXT.contains(name));
        });
        return ftqueue.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::usage)
                .setExecutionExceptionHandler(Main::failure)
                .setUsageHelpAutoWidth(true)
                .setAbbreviatedOptionsAllowed(false);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? See: ftqueue --help");
    }

    /** One line, and where to read on. */
    private static int usage(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String message = String.valueOf(mistake.getMessage());
        String hint = message.endsWith("--help") ? "" : " (see: " + name + " --help)";
        command.getErr().println("ftqueue: " + message.lines().findFirst().orElse("") + hint);
        return ExitCode.USAGE;
    }

    /** One line for what can be expected to go wrong; anything else with its name. */
    private static int failure(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        boolean expected = failure instanceof ClientException || failure instanceof IllegalArgumentException;
        command.getErr().println("ftqueue: " + (expected ? failure.getMessage() : failure.toString()));
        if (failure instanceof NoServerException) {
            return ExitCode.NO_SERVER;
        }
        return failure instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.FAILED;
    }

    /** The version that the jar says it is. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"ftqueue " + (version == null ? "development" : version)};
        }
    }
}
