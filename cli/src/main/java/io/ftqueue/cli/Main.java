package io.ftqueue.cli;

import io.ftqueue.client.ClientException;
import io.ftqueue.client.NoServerException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.PicocliException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code ftqueue} command. */
@Command(
        name = "ftqueue",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "A fault-tolerant replicated queue.",
        footer = {"", "More of a command: ftqueue COMMAND --help, or ftqueue man COMMAND | man -l -"})
public final class Main implements Runnable {

    /** Their labels and items may be numbers below zero, which look like options. */
    private static final Set<String> TAKES_TEXT = Set.of("create", "id", "push");

    private final Caller caller;

    @Spec
    private CommandSpec spec;

    /** Picocli sets the field. */
    @SuppressWarnings("NullAway.Init")
    Main(Caller caller) {
        this.caller = caller;
    }

    /** Runs a command and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command. */
    static int run(String... arguments) {
        return commandLine(arguments).execute(arguments);
    }

    /** A command line that knows the command that is called, or all if none is. */
    static CommandLine commandLine(String... arguments) {
        @Nullable Supplier<Object> called = arguments.length == 0 ? null : Commands.ALL.get(arguments[0]);
        return commandLine(new Caller(), called == null ? Commands.ALL : Map.of(arguments[0], called));
    }

    /** A command line with these commands. */
    static CommandLine commandLine(Caller caller, Map<String, Supplier<Object>> commands) {
        CommandLine ftqueue = new CommandLine(new Main(caller));
        commands.forEach((name, command) -> ftqueue.addSubcommand(name, command.get()));
        ftqueue.getSubcommands().forEach((name, command) -> {
            CommandSpec spec = command.getCommandSpec();
            spec.mixinStandardHelpOptions(true).versionProvider(new Version());
            tellExitCodes(spec, name);
            command.setUnmatchedOptionsArePositionalParams(TAKES_TEXT.contains(name));
        });
        tellExitCodes(ftqueue.getCommandSpec(), "ftqueue");
        return ftqueue.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::usage)
                .setExecutionExceptionHandler(Main::failure)
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(Screen.isColoured(Screen.STDOUT) ? Ansi.ON : Ansi.OFF))
                .setUsageHelpAutoWidth(Screen.isTerminal(Screen.STDOUT))
                .setAbbreviatedOptionsAllowed(false);
    }

    Caller caller() {
        return caller;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? See: ftqueue --help");
    }

    private static void tellExitCodes(CommandSpec spec, String command) {
        spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(ExitCode.of(command));
    }

    /** One line, and where to read on. */
    private static int usage(ParameterException mistake, String[] arguments) {
        CommandSpec command = mistake.getCommandLine().getCommandSpec();
        String message = String.valueOf(mistake.getMessage());
        String hint =
                message.endsWith("--help") ? "" : " (see: " + Caller.of(command).helpFor(command) + ")";
        String sentence = firstLine(mistake) + hint;
        Output output = outputOf(command);
        return output == null
                ? complain(mistake.getCommandLine(), sentence, ExitCode.USAGE)
                : output.mistake(sentence, arguments, ExitCode.USAGE);
    }

    private static String firstLine(ParameterException mistake) {
        boolean noCommand = mistake instanceof UnmatchedArgumentException
                && mistake.getCommandLine().getParent() == null
                && !mistake.getCommandLine().getParseResult().unmatched().isEmpty();
        if (noCommand) {
            var unmatched = (UnmatchedArgumentException) mistake;
            List<String> similar = unmatched.getSuggestions();
            return "there is no command '" + unmatched.getUnmatched().get(0) + "'"
                    + (similar.isEmpty() ? "" : "; is it one of these: " + String.join(", ", similar) + "?");
        }
        return String.valueOf(mistake.getMessage()).lines().findFirst().orElse("");
    }

    /** One line for what can be expected to go wrong; anything else with its name. */
    private static int failure(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        boolean expected = failure instanceof ClientException
                || failure instanceof CommandException
                || failure instanceof PicocliException
                || failure instanceof IllegalArgumentException;
        String sentence = expected ? String.valueOf(failure.getMessage()) : failure.toString();
        Output output = outputOf(command.getCommandSpec());
        int exitCode = exitCode(failure);
        if (failure instanceof InterruptedException) {
            sentence = "interrupted";
        }
        if (output == null) {
            return complain(command, sentence, exitCode);
        }
        output.complain(sentence, exitCode);
        output.finish(exitCode);
        return exitCode;
    }

    private static int exitCode(Exception failure) {
        if (failure instanceof CommandException known) {
            return known.exitCode();
        }
        if (failure instanceof NoServerException) {
            return ExitCode.NO_SERVER;
        }
        if (failure instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
        }
        return failure instanceof IllegalArgumentException || failure instanceof PicocliException
                ? ExitCode.USAGE
                : ExitCode.FAILED;
    }

    private static int complain(CommandLine command, String sentence, int exitCode) {
        Output.complain(command, sentence, exitCode);
        return exitCode;
    }

    private static @Nullable Output outputOf(CommandSpec command) {
        CommandSpec mixin = command.mixins().get(Output.MIXIN);
        return mixin == null ? null : (Output) mixin.userObject();
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
