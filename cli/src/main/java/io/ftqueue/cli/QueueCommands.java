package io.ftqueue.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The commands that do one thing to the queues. */
final class QueueCommands {

    private QueueCommands() {}

    /** What these commands have in common that name a queue. */
    abstract static class QueueCommand extends ClientCommand {

        @Parameters(index = "0", paramLabel = QUEUE, converter = QueueName.Converter.class, description = WHICH_QUEUE)
        private QueueName queue;

        /** For picocli, which sets the field. */
        @SuppressWarnings("NullAway.Init")
        QueueCommand() {}

        /** Does its work on the queue with that id and returns the exit code. */
        abstract int run(FtQueueClient client, long id) throws Exception;

        @Override
        int run(FtQueueClient client) throws Exception {
            long id = queue.resolve(client);
            output().json(result -> queue.put(result, id));
            return run(client, id);
        }

        QueueName queue() {
            return queue;
        }

        /** Prints an item. */
        int print(Optional<byte[]> item) {
            if (item.isEmpty()) {
                return complain("queue " + queue + " is empty", ExitCode.EMPTY);
            }
            output().item(item.get());
            output().json(result -> ItemText.put(result.putObject("item"), item.get()));
            return ExitCode.OK;
        }
    }

    private static byte[] labelOf(CliCommand command, String text) {
        try {
            return QueueName.label(text);
        } catch (TypeConversionException e) {
            throw command.mistake(String.valueOf(e.getMessage()));
        }
    }

    /** Makes or finds a queue. */
    @Command(name = "create", description = "Make the queue with that label, or find it; prints its id.")
    static final class Create extends ClientCommand {
        @Parameters(paramLabel = "LABEL", description = "Any text.")
        private String label = "";

        private byte[] bytes = {};

        @Override
        List<String> texts() {
            return List.of(label);
        }

        @Override
        void check() {
            bytes = labelOf(this, label);
        }

        @Override
        int run(FtQueueClient client) {
            long id = client.create(bytes);
            output().line(id);
            output().json(result -> {
                QueueName.putLabel(result, bytes);
                result.put("id", String.valueOf(id));
            });
            return ExitCode.OK;
        }
    }

    /** Finds a queue. */
    @Command(name = "id", description = "Print the id of the queue with that label.")
    static final class Id extends ClientCommand {
        @Parameters(paramLabel = "LABEL", description = "Any text.")
        private String label = "";

        private byte[] bytes = {};

        @Override
        List<String> texts() {
            return List.of(label);
        }

        @Override
        void check() {
            bytes = labelOf(this, label);
        }

        @Override
        int run(FtQueueClient client) {
            output().json(result -> QueueName.putLabel(result, bytes));
            OptionalLong id = client.id(bytes);
            if (id.isEmpty()) {
                return complain("there is no queue with label '" + label + "'", ExitCode.FAILED);
            }
            output().line(id.getAsLong());
            output().json(result -> result.put("id", String.valueOf(id.getAsLong())));
            return ExitCode.OK;
        }
    }

    /** Appends items. */
    @Command(name = "push", description = "Append items, in their order.")
    static final class Push extends QueueCommand {

        @Option(names = "--verbose", description = "Tell of each how many servers hold it, and whether it is on disk.")
        private boolean verbose;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "ITEM", description = "Any text.")
        private List<String> items = List.of();

        @Override
        List<String> texts() {
            return items;
        }

        /** Before the first is pushed, so that a mistake in one leaves nothing half done. */
        @Override
        void check() {
            for (int i = 0; i < items.size(); i++) {
                int length = items.get(i).getBytes(StandardCharsets.UTF_8).length;
                check(
                        length <= Operation.MAX_ITEM_BYTES,
                        "item " + (i + 1) + " has " + length + " bytes and at most " + Operation.MAX_ITEM_BYTES
                                + " are possible; nothing was pushed");
            }
        }

        @Override
        int run(FtQueueClient client, long id) {
            List<Holding> holdings = new ArrayList<>();
            try {
                for (String item : items) {
                    Holding holding = client.push(id, item.getBytes(StandardCharsets.UTF_8));
                    holdings.add(holding);
                    if (verbose) {
                        output().line(holding);
                    }
                }
            } finally {
                output().json(result -> {
                    result.put("pushed", holdings.size());
                    ArrayNode held = result.putArray("held");
                    holdings.forEach(holding ->
                            held.addObject().put("servers", holding.servers()).put("onDisk", holding.onDisk()));
                });
            }
            return ExitCode.OK;
        }
    }

    /** Takes an item out. */
    @Command(name = "pop", description = "Take the first item out and print it.")
    static final class Pop extends QueueCommand {

        @Option(names = "--wait", paramLabel = "SECONDS", description = "Wait that long for an item (default: 0).")
        private double waitSeconds;

        /** For picocli, which sets the field. */
        Pop() {}

        @Override
        void check() {
            check(ItemWait.isPossible(waitSeconds), "--wait must be 0 to 86400 seconds, not " + waitSeconds);
        }

        @Override
        int run(FtQueueClient client, long id) throws InterruptedException {
            return print(new ItemWait(client, id).first(waitSeconds, () -> client.pop(id)));
        }
    }

    /** Shows an item. */
    @Command(name = "top", description = "Print the first item and leave it.")
    static final class Top extends QueueCommand {

        @Override
        int run(FtQueueClient client, long id) {
            return print(client.top(id));
        }
    }

    /** Counts items. */
    @Command(name = "size", description = "Print how many items the queue has.")
    static final class Size extends QueueCommand {

        @Override
        int run(FtQueueClient client, long id) {
            long size = client.size(id);
            output().line(size);
            output().json(result -> result.put("size", size));
            return ExitCode.OK;
        }
    }

    /** Empties a queue. */
    @Command(
            name = "purge",
            description = "Take out as many items as the queue has now, and print how many those were.")
    static final class Purge extends QueueCommand {

        @Override
        int run(FtQueueClient client, long id) throws InterruptedException {
            long size = client.size(id);
            var pops = new Pipeline(client);
            for (long i = 0; i < size; i++) {
                pops.submit(new Operation.Pop(id));
            }
            long purged = pops.finish();
            output().line(purged);
            output().json(result -> result.put("purged", purged));
            return ExitCode.OK;
        }
    }

    /** Removes a queue. */
    @Command(name = "destroy", description = "Remove the queue with all its items.")
    static final class Destroy extends QueueCommand {

        @Override
        int run(FtQueueClient client, long id) {
            client.destroy(id);
            output().json(result -> result.put("destroyed", true));
            return ExitCode.OK;
        }
    }
}
