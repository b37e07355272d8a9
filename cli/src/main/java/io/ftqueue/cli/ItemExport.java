package io.ftqueue.cli;

import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings the items of a queue to a file. */
final class ItemExport {

    /** How many items share a sync of the disk. */
    private static final int TOGETHER = 256;

    private final FtQueueClient client;
    private final long queueId;
    private final ItemFile file;
    private final Progress progress;

    ItemExport(FtQueueClient client, long queueId, ItemFile file, Progress progress) {
        this.client = client;
        this.queueId = queueId;
        this.file = file;
        this.progress = progress;
    }

    /** Writes what the queue has and leaves it there; returns how many items that were. */
    long copy() throws IOException {
        long copied = 0;
        Catalogue.Items piece = Catalogue.piece(client, queueId, 0, Long.MAX_VALUE);
        while (!piece.items().isEmpty()) {
            for (byte[] item : piece.items()) {
                copied++;
                file.write(item, copied);
            }
            progress.add(piece.items().size());
            piece = Catalogue.piece(client, queueId, copied, Long.MAX_VALUE);
        }
        return copied;
    }

    /** Writes what the queue has and removes it there, each item after it is on the disk; returns how many. */
    long move() throws IOException {
        long moved = 0;
        var take = new Operation.Take(queueId, Leased.SHORT_LEASE_MILLIS, 0, 0);
        try {
            while (true) {
                List<Leased> together = new ArrayList<>();
                Optional<Leased> taken = Leased.take(client, take);
                while (taken.isPresent()) {
                    together.add(taken.get());
                    file.write(taken.get().item(), moved + together.size());
                    taken = together.size() < TOGETHER ? Leased.take(client, take) : Optional.empty();
                }
                if (together.isEmpty()) {
                    return moved;
                }
                file.keep();
                for (Leased leased : together) {
                    leased.ack(client, queueId);
                    moved++;
                }
                progress.add(together.size());
            }
        } catch (RuntimeException e) {
            Path remains = file.remains();
            if (remains == null) {
                throw e;
            }
            throw new CommandException(
                    e.getMessage() + "; " + moved + " items were taken out and are in " + remains
                            + ", behind them perhaps some that are still in the queue",
                    ExitCode.FAILED,
                    e);
        }
    }
}
