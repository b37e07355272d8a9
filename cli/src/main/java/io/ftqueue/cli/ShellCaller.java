package io.ftqueue.cli;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.ClientException;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.client.NoServerException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** A shell as its commands see it: it keeps their connection, and remembers the queue that is in use. */
final class ShellCaller extends Caller implements AutoCloseable {

    /** What {@code exit} asks for that does not say with which code. */
    static final int NO_CODE = -1;

    private final ClientConfig defaults;
    private final boolean json;
    private final boolean interactive;

    /** Several keys pressed in a row ask once. */
    private static final long LABELS_LAST_NANOS = 1_000_000_000L;

    /** Nobody waits longer for a completion. */
    private static final Duration COMPLETION_PATIENCE = Duration.ofMillis(500);

    private @Nullable List<String> labels;
    private long labelsNanos;
    private @Nullable FtQueueClient client;
    private @Nullable String queue;
    private @Nullable Integer exitCode;
    private int line;

    /**
     * A shell.
     *
     * @param interactive whether a person types the commands
     */
    ShellCaller(ClientConfig defaults, boolean json, boolean interactive) {
        this.defaults = defaults;
        this.json = json;
        this.interactive = interactive;
    }

    /** The queue in use, as it was typed; null if none is. */
    @Nullable
    String queue() {
        return queue;
    }

    void use(@Nullable String name) {
        queue = name;
    }

    /** What the shell was told to end with; null if it was not told to. */
    @Nullable
    Integer exitCode() {
        return exitCode;
    }

    void exit(int code) {
        exitCode = code;
    }

    /** Counts the lines, for complaints of those that nobody sees. */
    void nextLine() {
        line++;
    }

    @Override
    boolean isJson() {
        return json;
    }

    @Override
    boolean printsLines() {
        return true;
    }

    @Override
    String complaint(String sentence) {
        return interactive ? Screen.red(sentence) : super.complaint("line " + line + ": " + sentence);
    }

    @Override
    String helpFor(CommandSpec command) {
        return command.parent() == null ? "help" : "help " + command.name();
    }

    @Override
    ClientConfig defaults() {
        return defaults;
    }

    @Override
    int with(ClientConfig config, Work work) throws Exception {
        if (!config.equals(defaults)) {
            return super.with(config, work);
        }
        try {
            return work.run(client());
        } catch (NoServerException e) {
            // Whoever is asked next may be found where these servers are not any more.
            close();
            throw e;
        }
    }

    /** What names the queues that there are; nothing if nobody tells. */
    List<String> labels() {
        long now = System.nanoTime();
        if (labels == null || now - labelsNanos > LABELS_LAST_NANOS) {
            labels = askForLabels();
            labelsNanos = now;
        }
        return labels;
    }

    private List<String> askForLabels() {
        try (FtQueueClient asking = FtQueueClient.connect(defaults.withTimeout(COMPLETION_PATIENCE))) {
            return Catalogue.queues(asking).stream()
                    .map(queue -> QueueName.ofLabel(queue.label()))
                    .toList();
        } catch (ClientException e) {
            // Nobody can be told in the middle of a line; the command that is being typed will tell.
            return List.of();
        }
    }

    private FtQueueClient client() {
        FtQueueClient known = client;
        if (known == null) {
            known = FtQueueClient.connect(defaults);
            client = known;
        }
        return known;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
