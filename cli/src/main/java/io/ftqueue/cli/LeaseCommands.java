package io.ftqueue.cli;

import io.ftqueue.cli.QueueCommands.QueueCommand;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that take items for a time: what is not acknowledged until then comes back. */
final class LeaseCommands {

    private static final double DEFAULT_LEASE_SECONDS = 30;

    private LeaseCommands() {}

    private static int millis(CliCommand command, String option, double seconds, int min) {
        double millis = seconds * 1_000;
        command.check(
                millis >= min && millis <= Operation.MAX_LEASE_MILLIS,
                option + " must be " + min / 1_000.0 + " to " + Operation.MAX_LEASE_MILLIS / 1_000 + " seconds, not "
                        + seconds);
        return (int) Math.round(millis);
    }

    /** Takes an item. */
    @Command(
            name = "take",
            description = {
                "Take the first item under a lease; prints its receipt, and behind it the item.",
                "'ack' with the receipt removes it; when the lease ends before that, the item goes back to its place."
            })
    static final class Take extends QueueCommand {

        @Option(names = "--lease", paramLabel = "SECONDS", description = "How long it is lent (default: 30).")
        private double leaseSeconds = DEFAULT_LEASE_SECONDS;

        @Option(names = "--wait", paramLabel = "SECONDS", description = "Wait that long for an item (default: 0).")
        private double waitSeconds;

        @Option(
                names = "--max-deliveries",
                paramLabel = "N",
                description = "When this delivery is the N-th and ends without 'ack', the item goes to the queue of "
                        + "--dead-letter (default: it always comes back).")
        private @Nullable Integer maxDeliveries;

        @Option(
                names = "--dead-letter",
                paramLabel = QUEUE,
                converter = QueueName.Converter.class,
                description = "Where items go that were delivered too often.")
        private @Nullable QueueName deadLetter;

        /** For picocli, which sets the fields. */
        Take() {}

        @Override
        void check() {
            millis(this, "--lease", leaseSeconds, 1);
            check(ItemWait.isPossible(waitSeconds), "--wait must be 0 to 86400 seconds, not " + waitSeconds);
            check(
                    (maxDeliveries == null) == (deadLetter == null),
                    "--max-deliveries and --dead-letter go together: how often, and where to then");
            check(
                    maxDeliveries == null || (maxDeliveries >= 1 && maxDeliveries <= Operation.MAX_DELIVERIES),
                    "--max-deliveries must be 1 to " + Operation.MAX_DELIVERIES + ", not " + maxDeliveries);
        }

        @Override
        int run(FtQueueClient client, long id) throws InterruptedException {
            int leaseMillis = millis(this, "--lease", leaseSeconds, 1);
            long deadLetterId = deadLetter == null ? 0 : deadLetter.resolve(client);
            var take = new Operation.Take(id, leaseMillis, maxDeliveries == null ? 0 : maxDeliveries, deadLetterId);
            Optional<Leased> taken = new ItemWait(client, id).first(waitSeconds, () -> Leased.take(client, take));
            if (taken.isEmpty()) {
                return complain("queue " + queue() + " is empty", ExitCode.EMPTY);
            }
            Leased leased = taken.get();
            output().line(leased.receipt());
            output().item(leased.item());
            output().json(result -> {
                ItemText.put(result.putObject("item"), leased.item());
                result.put("receipt", String.valueOf(leased.receipt()));
                result.put("deliveries", Operation.Take.deliveriesOf(leased.receipt()));
                result.put("leaseMillis", leaseMillis);
            });
            return ExitCode.OK;
        }
    }

    /** What these commands have in common that answer for a lease. */
    abstract static class ReceiptCommand extends QueueCommand {

        @Parameters(index = "1", paramLabel = "RECEIPT", description = "What 'take' has printed.")
        private long receipt;

        /** For picocli, which sets the field. */
        ReceiptCommand() {}

        /** What is to be done about the lease. */
        abstract Operation operation(long id, long receiptOfLease);

        @Override
        int run(FtQueueClient client, long id) {
            output().json(result -> result.put("receipt", String.valueOf(receipt)));
            Result done = client.call(operation(id, receipt));
            return switch (done.code()) {
                case OK -> ExitCode.OK;
                case LEASE_ENDED ->
                    complain(
                            "the lease of receipt " + receipt
                                    + " has ended: the item was acknowledged, or is back and will be delivered again",
                            ExitCode.FAILED);
                case NO_QUEUE -> complain("there is no queue " + queue(), ExitCode.FAILED);
                default -> throw CommandException.of(done.code());
            };
        }
    }

    /** Removes a taken item. */
    @Command(name = "ack", description = "Remove an item that was taken: it is done with.")
    static final class Ack extends ReceiptCommand {

        @Override
        Operation operation(long id, long receipt) {
            return new Operation.Ack(id, receipt);
        }
    }

    /** Gives a taken item back. */
    @Command(name = "nack", description = "Give an item back that was taken: it will be delivered again.")
    static final class Nack extends ReceiptCommand {

        @Option(names = "--delay", paramLabel = "SECONDS", description = "Not before that long (default: 0).")
        private double delaySeconds;

        /** For picocli, which sets the field. */
        Nack() {}

        @Override
        void check() {
            millis(this, "--delay", delaySeconds, 0);
        }

        @Override
        Operation operation(long id, long receipt) {
            return new Operation.Nack(id, receipt, millis(this, "--delay", delaySeconds, 0));
        }
    }

    /** Prolongs a lease. */
    @Command(name = "extend", description = "Let the lease of an item that was taken last that long from now on.")
    static final class Extend extends ReceiptCommand {

        @Option(names = "--lease", paramLabel = "SECONDS", description = "How long (default: 30).")
        private double leaseSeconds = DEFAULT_LEASE_SECONDS;

        /** For picocli, which sets the field. */
        Extend() {}

        @Override
        void check() {
            millis(this, "--lease", leaseSeconds, 1);
        }

        @Override
        Operation operation(long id, long receipt) {
            return new Operation.Extend(id, receipt, millis(this, "--lease", leaseSeconds, 1));
        }
    }
}
