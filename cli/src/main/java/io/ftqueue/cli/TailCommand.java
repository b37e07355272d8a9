package io.ftqueue.cli;

import io.ftqueue.cli.QueueCommands.QueueCommand;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Operation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what comes into a queue, as it comes. */
@Command(
        name = "tail",
        description = {
            "Print the items that come into the queue from now on, one a line, until Ctrl-C; leave them there.",
            "With --consume take them out: an item is removed when it is printed."
        })
final class TailCommand extends QueueCommand {

    private static final double MAX_INTERVAL_SECONDS = 3_600;

    /** A consumer that is not told when to end looks again whether it is wanted. */
    private static final double CONSUMER_WAITS_SECONDS = 60;

    /** Looking at more than that each time would cost the servers too much. */
    private static final int WIDEST_LOOK = 10_000;

    @Option(names = "-n", paramLabel = "N", description = "End after N items (default: never).")
    private @Nullable Long count;

    @Option(names = "--all", description = "Begin with the items that are there already.")
    private boolean all;

    @Option(names = "--consume", description = "Take the items out, also those that are there already.")
    private boolean consume;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            description = "How often to look, without --consume (default: 0.5).")
    private double intervalSeconds = 0.5;

    private long printed;

    /** For picocli, which sets the fields. */
    TailCommand() {}

    @Override
    void check() {
        check(count == null || count >= 1, "-n must be at least 1, not " + count);
        check(
                intervalSeconds > 0 && intervalSeconds <= MAX_INTERVAL_SECONDS,
                "--interval must be above 0 and at most 3600 seconds, not " + intervalSeconds);
    }

    @Override
    int run(FtQueueClient client, long id) throws InterruptedException {
        output().streams();
        if (consume) {
            consume(client, id);
        } else {
            follow(client, id);
        }
        return ExitCode.OK;
    }

    private void consume(FtQueueClient client, long id) throws InterruptedException {
        var wait = new ItemWait(client, id);
        var take = new Operation.Take(id, Leased.SHORT_LEASE_MILLIS, 0, 0);
        while (!isEnough()) {
            Optional<Leased> taken = wait.first(CONSUMER_WAITS_SECONDS, () -> Leased.take(client, take));
            if (taken.isPresent()) {
                print(taken.get().item());
                taken.get().ack(client, id);
            }
        }
    }

    private void follow(FtQueueClient client, long id) throws InterruptedException {
        var window = new TailWindow();
        Catalogue.Items now = Catalogue.piece(client, id, 0, 1);
        long from = all ? 0 : Math.max(0, now.size() - TailWindow.REMEMBERED);
        List<byte[]> end = Catalogue.items(client, id, from, Long.MAX_VALUE).items();
        window.see(from + end.size(), end);
        if (all) {
            print(end);
        }
        while (!isEnough()) {
            TimeUnit.NANOSECONDS.sleep(Math.round(intervalSeconds * 1e9));
            look(client, id, window);
        }
    }

    private void look(FtQueueClient client, long id, TailWindow window) {
        long from = window.skip();
        List<byte[]> part = Catalogue.items(client, id, from, Long.MAX_VALUE).items();
        int begin = window.newFrom(from, part);
        if (begin < 0) {
            // Some were taken out: what was seen last is further to the front.
            from = Math.max(0, window.size() - WIDEST_LOOK);
            part = Catalogue.items(client, id, from, Long.MAX_VALUE).items();
            begin = window.newFrom(from, part);
        }
        if (begin < 0) {
            output().note("More was taken out of the queue than can be followed; what came meanwhile is left out.");
        } else {
            print(part.subList(begin, part.size()));
        }
        window.see(from + part.size(), part);
    }

    private void print(List<byte[]> items) {
        for (byte[] item : items) {
            if (isEnough()) {
                return;
            }
            print(item);
        }
    }

    private void print(byte[] item) {
        output().item(item);
        output().event(event -> ItemText.put(event, item));
        printed++;
    }

    private boolean isEnough() {
        return count != null && printed >= count;
    }
}
