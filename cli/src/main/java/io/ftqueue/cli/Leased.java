package io.ftqueue.cli;

import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.util.Optional;

/** An item that was taken under a lease. */
record Leased(long receipt, byte[] item) {

    /** Long enough to write an item down. */
    static final int SHORT_LEASE_MILLIS = 60_000;

    /** Takes an item; empty if there is none. */
    static Optional<Leased> take(FtQueueClient client, Operation.Take take) {
        Result result = client.call(take);
        return switch (result.code()) {
            case OK -> Optional.of(of(result));
            case EMPTY -> Optional.empty();
            case NO_QUEUE -> throw new CommandException("there is no queue " + take.queueId(), ExitCode.FAILED);
            default -> throw CommandException.of(result.code());
        };
    }

    /** Removes the item; an item whose lease has ended meanwhile will be delivered again, which is as good as said. */
    void ack(FtQueueClient client, long queueId) {
        Result result = client.call(new Operation.Ack(queueId, receipt));
        switch (result.code()) {
            case OK -> {}
            case LEASE_ENDED ->
                throw new CommandException(
                        "an item was held up for longer than its lease and will come again: " + ItemText.shown(item),
                        ExitCode.FAILED);
            case NO_QUEUE -> throw new CommandException("there is no queue " + queueId + " any more", ExitCode.FAILED);
            default -> throw CommandException.of(result.code());
        }
    }

    private static Leased of(Result result) {
        byte[] item = result.item();
        if (item == null) {
            throw new CommandException("a server answered without an item", ExitCode.FAILED);
        }
        return new Leased(result.number(), item);
    }
}
