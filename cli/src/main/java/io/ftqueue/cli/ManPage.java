package io.ftqueue.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command as a page for man, in the language of troff: made of what the command itself knows, so never older. */
final class ManPage {

    private static final String SECTION = "1";

    private final CommandSpec command;
    private final StringBuilder page = new StringBuilder();

    private ManPage(CommandSpec command) {
        this.command = command;
    }

    /** The page of a command. */
    static String of(CommandLine command) {
        return new ManPage(command.getCommandSpec()).write();
    }

    /** What the page of a command is called, also as a file: {@code ftqueue-push.1}. */
    static String fileName(CommandLine command) {
        return name(command.getCommandSpec()) + "." + SECTION;
    }

    private static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private String write() {
        String name = name(command);
        String version = new Main.Version().getVersion()[0];
        page.append(".TH \"").append(escape(name)).append("\" \"" + SECTION + "\" \"\" \"");
        page.append(escape(version)).append("\" \"FTQueue\"\n.nh\n.ad l\n");
        section("NAME");
        String[] description = command.usageMessage().description();
        line(name + " - " + withoutStop(description[0]));
        section("SYNOPSIS");
        var help = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF));
        line(help.synopsis(0).strip().replaceAll("\\s+", " "));
        section("DESCRIPTION");
        Arrays.stream(description).forEach(this::line);
        arguments();
        options();
        commands();
        section("EXIT STATUS");
        command.usageMessage().exitCodeList().forEach(this::item);
        section("SEE ALSO");
        seeAlso();
        return page.toString();
    }

    private void arguments() {
        List<PositionalParamSpec> arguments = command.positionalParameters();
        if (!arguments.isEmpty()) {
            section("ARGUMENTS");
            arguments.forEach(argument -> item(argument.paramLabel(), text(argument.description())));
        }
    }

    private void options() {
        section("OPTIONS");
        for (OptionSpec option : command.options()) {
            if (option.hidden()) {
                continue;
            }
            String names = String.join(", ", option.names());
            boolean optional = option.arity().min() == 0;
            String label = option.arity().max() == 0
                    ? ""
                    : optional ? " [" + option.paramLabel() + "]" : " " + option.paramLabel();
            item(names + label, text(option.description()));
        }
    }

    private void commands() {
        Map<String, CommandLine> commands = command.subcommands();
        if (!commands.isEmpty()) {
            section("COMMANDS");
            commands.forEach((name, known) ->
                    item(name, text(known.getCommandSpec().usageMessage().description())));
        }
    }

    private void seeAlso() {
        CommandSpec parent = command.parent();
        if (parent == null) {
            line(command.subcommands().values().stream()
                    .map(known -> name(known.getCommandSpec()) + "(" + SECTION + ")")
                    .collect(Collectors.joining(", ")));
        } else {
            line(name(parent) + "(" + SECTION + ")");
        }
    }

    private void section(String title) {
        page.append(".SH ").append(title).append('\n');
    }

    private void item(String term, String text) {
        page.append(".TP\n.B ").append(escape(term)).append('\n');
        line(text);
    }

    private void line(String text) {
        page.append(escape(text)).append('\n');
    }

    private static String text(String[] lines) {
        return String.join(" ", lines);
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** What troff would take for its own; a dash is one that can be copied to a command line. */
    private static String escape(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
