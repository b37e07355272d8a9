package io.ftqueue.cli;

import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** Prints what makes other shells complete the commands. */
@Command(
        name = "completion",
        description = {
            "Print a script that makes a shell complete commands and options.",
            "bash, zsh: source <(ftqueue completion bash); fish: ftqueue completion fish | source"
        })
final class CompletionCommand extends CliCommand {

    private static final String NAME = "ftqueue";

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell = Shell.BASH;

    /** The shells that are known. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    /** For picocli, which sets the field. */
    CompletionCommand() {}

    @Override
    int run() {
        CommandLine ftqueue = Main.commandLine(new Caller(), Commands.ALL);
        // The script for bash brings what zsh needs to understand it.
        String script = shell == Shell.FISH ? fish(ftqueue) : AutoComplete.bash(NAME, ftqueue);
        output().text(script);
        output().json(result -> result.put("text", script));
        return ExitCode.OK;
    }

    private static String fish(CommandLine ftqueue) {
        var script = new StringBuilder();
        Map<String, CommandLine> commands = ftqueue.getSubcommands();
        script.append("complete -c " + NAME + " -f\n");
        commands.forEach((name, command) -> script.append("complete -c " + NAME + " -n __fish_use_subcommand -a ")
                .append(name)
                .append(" -d ")
                .append(quoted(command.getCommandSpec().usageMessage().description()[0]))
                .append('\n'));
        commands.forEach((name, command) -> options(script, name, command.getCommandSpec()));
        return script.toString();
    }

    private static void options(StringBuilder script, String name, CommandSpec command) {
        String condition = "complete -c " + NAME + " -n '__fish_seen_subcommand_from " + name + "'";
        boolean takesFile = command.positionalParameters().stream()
                .anyMatch(parameter -> parameter.paramLabel().matches("FILE|DIR"));
        if (takesFile) {
            script.append(condition).append(" -F\n");
        }
        for (OptionSpec option : command.options()) {
            if (option.hidden()) {
                continue;
            }
            script.append(condition);
            for (String alias : option.names()) {
                script.append(alias.startsWith("--") ? " -l " + alias.substring(2) : " -s " + alias.substring(1));
            }
            script.append(option.arity().min() > 0 ? " -r" : "");
            String[] description = option.description();
            script.append(description.length == 0 ? "" : " -d " + quoted(description[0]))
                    .append('\n');
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
