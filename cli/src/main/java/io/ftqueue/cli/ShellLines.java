package io.ftqueue.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jline.reader.EOFError;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Runs the lines of a shell, each a command. */
final class ShellLines {

    /** What must not befall a queue because it happened to be in use. */
    private static final Set<String> WANTS_ITS_QUEUE = Set.of("destroy", "purge");

    private final ShellCaller shell;
    private final Map<String, Supplier<Object>> commands;

    /** All commands, to look things up in; what is run is made anew for each line. */
    private final CommandLine catalogue;

    ShellLines(ShellCaller shell) {
        this.shell = shell;
        this.commands = commands();
        this.catalogue = Main.commandLine(shell, commands);
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>(Commands.ofClients());
        commands.put("use", ShellBuiltins.Use::new);
        commands.put("help", ShellBuiltins.Help::new);
        commands.put("exit", ShellBuiltins.Exit::new);
        return commands;
    }

    /** How lines are cut into words: quotes and backslashes as in other shells; an open quote goes on. */
    static DefaultParser parser() {
        var parser = new DefaultParser();
        parser.setEofOnUnclosedQuote(true);
        parser.setEofOnEscapedNewLine(true);
        return parser;
    }

    CommandLine catalogue() {
        return catalogue;
    }

    ShellCaller shell() {
        return shell;
    }

    /** Runs a line and returns the exit code of its command. */
    int run(String line) {
        shell.nextLine();
        List<String> words = new ArrayList<>();
        try {
            if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
                words.addAll(parser().parse(line, line.length(), Parser.ParseContext.ACCEPT_LINE)
                        .words());
            }
        } catch (EOFError e) {
            return complain("a quote is not closed, or nothing follows a backslash");
        }
        // Typed as on a command line, it is meant the same.
        if (!words.isEmpty() && (words.get(0).equals("ftqueue") || words.get(0).equals("./ftqueue"))) {
            words.remove(0);
        }
        if (words.isEmpty()) {
            return ExitCode.OK;
        }
        String name = words.get(0).equals("quit") ? "exit" : words.get(0);
        words.set(0, name);
        if (!commands.containsKey(name) && Commands.ALL.containsKey(name)) {
            return complain(name + " is no command of the shell; outside of it: ./ftqueue " + name);
        }
        String queue = shell.queue();
        if (queue != null && fillsInQueue(name)) {
            words.add(1, queue);
        }
        Supplier<Object> called = commands.get(name);
        CommandLine command = called == null ? catalogue : Main.commandLine(shell, called(name, called));
        return command.execute(words.toArray(String[]::new));
    }

    /** Whether a command gets the queue in use as its first argument. */
    boolean fillsInQueue(String command) {
        CommandLine known = catalogue.getSubcommands().get(command);
        if (known == null || WANTS_ITS_QUEUE.contains(command)) {
            return false;
        }
        PositionalParamSpec first = positional(known.getCommandSpec(), 0);
        return first != null && first.paramLabel().equals(ClientCommand.QUEUE);
    }

    /** What stands at a place of a command's arguments; null if nothing does. */
    static @Nullable PositionalParamSpec positional(CommandSpec command, int index) {
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (parameter.index().contains(index)) {
                return parameter;
            }
        }
        return null;
    }

    private Map<String, Supplier<Object>> called(String name, Supplier<Object> command) {
        // Help tells of all the others.
        Map<String, Supplier<Object>> called = new HashMap<>();
        called.put(name, command);
        return name.equals("help") ? commands : called;
    }

    private int complain(String sentence) {
        Output.complain(catalogue, sentence, ExitCode.USAGE);
        return ExitCode.USAGE;
    }
}
