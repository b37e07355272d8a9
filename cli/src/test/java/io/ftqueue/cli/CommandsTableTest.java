package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What holds for every command. */
class CommandsTableTest {

    private static final Map<String, CommandLine> COMMANDS =
            Main.commandLine(new Caller(), Commands.ALL).getSubcommands();

    @Test
    void commandsAreFoundByTheNameTheyHave() {
        Commands.ALL.forEach((name, command) ->
                assertThat(new CommandLine(command.get()).getCommandName()).isEqualTo(name));
    }

    @Test
    void everyCommandCanPrintJson() {
        COMMANDS.forEach((name, command) -> assertThat(command.getCommandSpec().findOption("--json"))
                .as(name)
                .isNotNull());
    }

    @Test
    void everyCommandHasHelpThatTellsItsExitCodes() {
        COMMANDS.forEach((name, command) -> {
            assertThat(command.getUsageMessage()).as(name).contains("Exit codes:", "--help");
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
        });
    }

    @Test
    void theDocumentationKnowsEveryCommandOptionAndExitCode() throws IOException {
        Path docs = Path.of(System.getProperty("ftqueue.home"), "docs");
        String text = Files.readString(docs.resolve("cli.md")) + Files.readString(docs.resolve("operating.md"));
        List<String> missing = new ArrayList<>();
        COMMANDS.forEach((name, command) -> {
            if (!text.matches("(?s).*`(\\./ftqueue )?" + name + "[ `].*")) {
                missing.add(name);
            }
            missing.addAll(missingOptions(command.getCommandSpec(), text));
        });
        ExitCode.MEANINGS.keySet().forEach(code -> {
            if (!text.contains("| " + code)) {
                missing.add("exit code " + code);
            }
        });
        assertThat(missing).isEmpty();
    }

    private static List<String> missingOptions(CommandSpec command, String text) {
        return command.options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                .map(OptionSpec::longestName)
                .filter(name -> !text.contains("`" + name + "`") && !text.contains("`" + name + " "))
                .map(name -> command.name() + " " + name)
                .toList();
    }
}
