package io.ftqueue.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.cli.QueueCommands.QueueCommand;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.codec.QueueList;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that show what there is and take nothing. */
final class BrowseCommands {

    private BrowseCommands() {}

    /** Lists the queues. */
    @Command(name = "queues", description = "List the queues: label, id, items, and how many more are under a lease.")
    static final class Queues extends ClientCommand {

        @Override
        int run(FtQueueClient client) {
            List<QueueList.Entry> queues = Catalogue.queues(client);
            output().json(result -> {
                ArrayNode array = result.putArray("queues");
                for (QueueList.Entry queue : queues) {
                    ObjectNode node = array.addObject();
                    QueueName.putLabel(node, queue.label());
                    node.put("id", String.valueOf(queue.id()));
                    node.put("size", queue.size());
                    node.put("leased", queue.leased());
                }
            });
            if (queues.isEmpty()) {
                output().line("No queues");
                return ExitCode.OK;
            }
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("LABEL", "ID", "SIZE", "LEASED"));
            queues.forEach(queue -> rows.add(List.of(
                    ItemText.shown(queue.label()),
                    String.valueOf(queue.id()),
                    String.valueOf(queue.size()),
                    String.valueOf(queue.leased()))));
            output().lines(out -> StatusTable.printRows(out, rows));
            return ExitCode.OK;
        }
    }

    /** Shows items. */
    @Command(name = "peek", description = "Print the first items, one a line, and leave them.")
    static final class Peek extends QueueCommand {

        @Option(names = "--skip", paramLabel = "N", description = "Leave out the first N (default: 0).")
        private int skip;

        @Option(names = "--max", paramLabel = "N", description = "Print at most N (default: 10).")
        private int max = 10;

        /** For picocli, which sets the fields. */
        Peek() {}

        @Override
        void check() {
            check(skip >= 0, "--skip must be at least 0, not " + skip);
            check(max >= 1, "--max must be at least 1, not " + max);
        }

        @Override
        int run(FtQueueClient client, long id) {
            Catalogue.Items found = Catalogue.items(client, id, skip, max);
            found.items().forEach(output()::item);
            output().json(result -> {
                result.put("size", found.size()).put("skipped", Math.min(skip, found.size()));
                ArrayNode items = result.putArray("items");
                found.items().forEach(item -> ItemText.put(items.addObject(), item));
            });
            return ExitCode.OK;
        }
    }
}
