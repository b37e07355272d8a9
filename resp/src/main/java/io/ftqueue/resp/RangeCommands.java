package io.ftqueue.resp;

import io.ftqueue.queue.Operation;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Commands that look at items and leave them where they are. */
final class RangeCommands {

    private RangeCommands() {}

    static List<Command> all() {
        List<String> read = List.of("readonly");
        return List.of(
                new Command("lindex", 3, read, 1, 1, RangeCommands::lindex),
                new Command("lrange", 4, read, 1, 1, RangeCommands::lrange));
    }

    private static void lindex(Call call) {
        long index = Arguments.integer(call.argument(2), Errors.NOT_AN_INTEGER);
        if (index == 0) {
            call.onQueue(
                    call.argument(1),
                    false,
                    id -> call.queues().ask(new Operation.Top(id)).thenApply(ItemCommands::item),
                    Replies.NULL);
        } else {
            call.onQueueAlone(
                    call.argument(1), false, id -> range(new Browsing(call, id, true), index, index), Replies.NULL);
        }
    }

    private static void lrange(Call call) {
        long start = Arguments.integer(call.argument(2), Errors.NOT_AN_INTEGER);
        long stop = Arguments.integer(call.argument(3), Errors.NOT_AN_INTEGER);
        call.onQueueAlone(
                call.argument(1), false, id -> range(new Browsing(call, id, false), start, stop), Replies.EMPTY_ARRAY);
    }

    /** The items from one index to another, both inclusive; below zero they count from the end. */
    private static CompletableFuture<Reply> range(Browsing browsing, long start, long stop) {
        return start >= 0 && stop >= 0 ? browsing.begin(start, stop) : browsing.beginFromEnd(start, stop);
    }
}
