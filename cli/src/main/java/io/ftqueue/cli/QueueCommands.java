package io.ftqueue.cli;

import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Holding;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that do one thing to the queues: the result on the standard output, a complaint on the other. */
final class QueueCommands {

    private QueueCommands() {}

    /** What these commands have in common. */
    abstract static class QueueCommand implements Callable<Integer> {

        private static final Pattern NUMBER = Pattern.compile("-\\d+");

        @Spec
        private CommandSpec spec;

        @Mixin
        private ClientOptions options;

        @SuppressWarnings("NullAway.Init")
        QueueCommand() {}

        /** The labels and items on the command line. */
        List<String> texts() {
            return List.of();
        }

        /** Does its work and returns the exit code. */
        abstract int run(FtQueueClient client);

        @Override
        public Integer call() {
            texts().forEach(this::check);
            try (FtQueueClient client = FtQueueClient.connect(options.config())) {
                return run(client);
            }
        }

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        int complain(String what, int exitCode) {
            spec.commandLine().getErr().println("ftqueue: " + what);
            return exitCode;
        }

        /** Prints an item: the bytes that were pushed, and a line end. */
        int print(Optional<byte[]> item, long queueId) {
            if (item.isEmpty()) {
                return complain("queue " + queueId + " is empty", ExitCode.FAILED);
            }
            out().flush();
            PrintStream bytes = System.out;
            bytes.write(item.get(), 0, item.get().length);
            bytes.println();
            bytes.flush();
            return ExitCode.OK;
        }

        static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        /**
         * Numbers below zero look like options and are meant as they stand; anything else with a dash in front is more
         * likely an option misspelt than a label or item, unless it comes after {@code --}.
         */
        private void check(String text) {
            boolean dashed = text.startsWith("-")
                    && text.length() > 1
                    && !NUMBER.matcher(text).matches();
            if (dashed && !spec.commandLine().getParseResult().originalArgs().contains("--")) {
                throw new ParameterException(
                        spec.commandLine(), "unknown option '" + text + "'; to pass it as text, put -- before it");
            }
        }
    }

    /** Makes or finds a queue. */
    @Command(name = "create", description = "Make the queue with that label, or find it; prints its id.")
    static final class Create extends QueueCommand {
        @Parameters(paramLabel = "LABEL", description = "Any text.")
        private String label = "";

        @Override
        List<String> texts() {
            return List.of(label);
        }

        @Override
        int run(FtQueueClient client) {
            out().println(client.create(bytes(label)));
            return ExitCode.OK;
        }
    }

    /** Finds a queue. */
    @Command(name = "id", description = "Print the id of the queue with that label.")
    static final class Id extends QueueCommand {
        @Parameters(paramLabel = "LABEL", description = "Any text.")
        private String label = "";

        @Override
        List<String> texts() {
            return List.of(label);
        }

        @Override
        int run(FtQueueClient client) {
            OptionalLong id = client.id(bytes(label));
            if (id.isEmpty()) {
                return complain("there is no queue with label '" + label + "'", ExitCode.FAILED);
            }
            out().println(id.getAsLong());
            return ExitCode.OK;
        }
    }

    /** Appends items. */
    @Command(name = "push", description = "Append items, in their order.")
    static final class Push extends QueueCommand {
        @Parameters(index = "0", paramLabel = "ID", description = "The queue's id.")
        private long id;

        @Option(names = "--verbose", description = "Tell of each how many servers hold it, and whether it is on disk.")
        private boolean verbose;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "ITEM", description = "Any text.")
        private List<String> items = List.of();

        @Override
        List<String> texts() {
            return items;
        }

        @Override
        int run(FtQueueClient client) {
            for (String item : items) {
                Holding holding = client.push(id, bytes(item));
                if (verbose) {
                    out().println(holding);
                }
            }
            return ExitCode.OK;
        }
    }

    /** Takes an item out. */
    @Command(name = "pop", description = "Take the first item out and print it.")
    static final class Pop extends QueueCommand {
        @Parameters(paramLabel = "ID", description = "The queue's id.")
        private long id;

        @Override
        int run(FtQueueClient client) {
            return print(client.pop(id), id);
        }
    }

    /** Shows an item. */
    @Command(name = "top", description = "Print the first item and leave it.")
    static final class Top extends QueueCommand {
        @Parameters(paramLabel = "ID", description = "The queue's id.")
        private long id;

        @Override
        int run(FtQueueClient client) {
            return print(client.top(id), id);
        }
    }

    /** Counts items. */
    @Command(name = "size", description = "Print how many items the queue has.")
    static final class Size extends QueueCommand {
        @Parameters(paramLabel = "ID", description = "The queue's id.")
        private long id;

        @Override
        int run(FtQueueClient client) {
            out().println(client.size(id));
            return ExitCode.OK;
        }
    }

    /** Removes a queue. */
    @Command(name = "destroy", description = "Remove the queue with all its items.")
    static final class Destroy extends QueueCommand {
        @Parameters(paramLabel = "ID", description = "The queue's id.")
        private long id;

        @Override
        int run(FtQueueClient client) {
            client.destroy(id);
            return ExitCode.OK;
        }
    }
}
