package io.ftqueue.cli;

import io.ftqueue.client.FtQueueClient;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;

/** What the commands have in common that do something to queues. */
abstract class ClientCommand extends CliCommand {

    /** How they call the argument that says which queue; a shell fills it in where one is in use. */
    static final String QUEUE = "QUEUE";

    static final String WHICH_QUEUE = "Its label, or its id.";

    private static final Pattern NUMBER = Pattern.compile("-\\d+");

    @Mixin
    private ClientOptions options;

    /** For picocli, which sets the field. */
    @SuppressWarnings("NullAway.Init")
    ClientCommand() {}

    /** Does its work and returns the exit code. */
    abstract int run(FtQueueClient client) throws Exception;

    /** The labels and items on the command line. */
    List<String> texts() {
        return List.of();
    }

    /** Looks for what makes no sense, before anything is done. */
    void check() {}

    @Override
    int run() throws Exception {
        texts().forEach(this::check);
        check();
        return caller().with(options.config(), this::run);
    }

    ClientOptions options() {
        return options;
    }

    /**
     * Numbers below zero look like options and are meant as they stand; anything else with a dash in front is more
     * likely an option misspelt than a label or item, unless it comes after {@code --}.
     */
    private void check(String text) {
        boolean dashed = text.startsWith("-")
                && text.length() > 1
                && !NUMBER.matcher(text).matches();
        if (dashed && !spec().commandLine().getParseResult().originalArgs().contains("--")) {
            throw mistake("unknown option '" + text + "'; to pass it as text, put -- before it");
        }
    }
}
