package io.ftqueue.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Offers what may follow: commands, their options, the queues that there are, and files. */
final class ShellCompleter implements Completer {

    private final ShellLines lines;
    private final Map<String, CommandLine> commands;

    ShellCompleter(ShellLines lines) {
        this.lines = lines;
        this.commands = lines.catalogue().getSubcommands();
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            offerCommands(candidates);
            return;
        }
        CommandLine command = commands.get(line.words().get(0));
        if (command == null) {
            return;
        }
        CommandSpec spec = command.getCommandSpec();
        List<String> before = line.words().subList(1, line.wordIndex());
        if (line.word().startsWith("-")) {
            offerOptions(spec, candidates);
        } else if (!isOptionWithValue(spec, before)) {
            offerArguments(spec, before, line.word(), candidates);
        }
    }

    private void offerCommands(List<Candidate> candidates) {
        commands.forEach((name, command) -> candidates.add(candidate(name, description(command), true)));
    }

    private static void offerOptions(CommandSpec spec, List<Candidate> candidates) {
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                String[] description = option.description();
                candidates.add(candidate(option.longestName(), description.length == 0 ? "" : description[0], true));
            }
        }
    }

    private void offerArguments(CommandSpec spec, List<String> before, String word, List<Candidate> candidates) {
        int place = lines.shell().queue() != null && lines.fillsInQueue(spec.name()) ? 1 : 0;
        for (int i = 0; i < before.size(); i++) {
            boolean argument = !before.get(i).startsWith("-") && !isOptionWithValue(spec, before.subList(0, i));
            place += argument ? 1 : 0;
        }
        PositionalParamSpec parameter = ShellLines.positional(spec, place);
        if (parameter == null) {
            return;
        }
        switch (parameter.paramLabel()) {
            case ClientCommand.QUEUE, "LABEL", "NAME" ->
                lines.shell().labels().forEach(label -> candidates.add(candidate(label, "", true)));
            case "COMMAND" -> offerCommands(candidates);
            case "FILE" -> offerFiles(word, candidates);
            default -> {}
        }
    }

    /** Whether the last of these words is an option that a value has to follow. */
    private static boolean isOptionWithValue(CommandSpec spec, List<String> words) {
        OptionSpec option = words.isEmpty() ? null : spec.findOption(words.get(words.size() - 1));
        return option != null && option.arity().min() > 0;
    }

    private static void offerFiles(String word, List<Candidate> candidates) {
        int slash = word.lastIndexOf('/');
        String folder = word.substring(0, slash + 1);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder.isEmpty() ? "." : folder))) {
            for (Path file : files) {
                boolean directory = Files.isDirectory(file);
                String name = folder + file.getFileName() + (directory ? "/" : "");
                candidates.add(candidate(name, "", !directory));
            }
        } catch (IOException e) {
            // What cannot be listed is not offered; the command itself will say what is wrong with it.
            candidates.clear();
        }
    }

    private static String description(CommandLine command) {
        String[] description = command.getCommandSpec().usageMessage().description();
        return description.length == 0 ? "" : description[0];
    }

    private static Candidate candidate(String value, @Nullable String description, boolean complete) {
        return new Candidate(value, value, null, description, null, null, complete);
    }
}
