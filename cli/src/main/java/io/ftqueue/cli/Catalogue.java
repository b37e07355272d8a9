package io.ftqueue.cli;

import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ItemList;
import io.ftqueue.queue.codec.QueueList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What there is: the queues, and the items of one, without taking any. Long lists come in pieces. */
final class Catalogue {

    /** As many as an operation may ask for; what fits an answer is fewer. */
    private static final int PIECE = 65_535;

    private Catalogue() {}

    /**
     * Items of a queue, from one on.
     *
     * @param size how many the queue had then
     */
    record Items(long size, List<byte[]> items) {}

    /** All queues, by label ascending. */
    static List<QueueList.Entry> queues(FtQueueClient client) {
        List<QueueList.Entry> all = new ArrayList<>();
        byte[] from = {};
        while (true) {
            Result result = client.call(new Operation.Queues(from, PIECE));
            List<QueueList.Entry> piece = QueueList.read(list(result));
            all.addAll(piece);
            if (piece.isEmpty() || all.size() >= result.number()) {
                return all;
            }
            byte[] last = piece.get(piece.size() - 1).label();
            from = Arrays.copyOf(last, last.length + 1);
        }
    }

    /** As many items as fit an answer, after those that are skipped; none if there are none. */
    static Items piece(FtQueueClient client, long queueId, long skip, long max) {
        Result result = client.call(
                new Operation.Browse(queueId, (int) Math.min(skip, Integer.MAX_VALUE), (int) Math.min(max, PIECE)));
        return switch (result.code()) {
            case OK -> new Items(result.number(), ItemList.read(list(result)));
            case NO_QUEUE -> throw new CommandException("there is no queue " + queueId, ExitCode.FAILED);
            default -> throw CommandException.of(result.code());
        };
    }

    /** Up to so many items after those that are skipped. */
    static Items items(FtQueueClient client, long queueId, long skip, long max) {
        List<byte[]> all = new ArrayList<>();
        Items piece = piece(client, queueId, skip, max);
        while (!piece.items().isEmpty()) {
            all.addAll(piece.items());
            if (all.size() >= max || skip + all.size() >= piece.size()) {
                break;
            }
            piece = piece(client, queueId, skip + all.size(), max - all.size());
        }
        return new Items(piece.size(), all);
    }

    private static byte[] list(Result result) {
        byte[] list = result.item();
        if (list == null) {
            throw new CommandException("a server answered without a list", ExitCode.FAILED);
        }
        return list;
    }
}
