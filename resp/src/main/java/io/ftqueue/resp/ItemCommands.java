package io.ftqueue.resp;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Commands about the items of a queue. */
final class ItemCommands {

    private ItemCommands() {}

    static List<Command> all() {
        List<String> write = List.of("write", "fast");
        return List.of(
                new Command("rpush", -3, List.of("write", "denyoom", "fast"), 1, 1, ItemCommands::rpush),
                new Command("lpop", -2, write, 1, 1, ItemCommands::lpop),
                new Command("blpop", -3, List.of("write", "blocking"), 1, -2, BlockedPop::begin),
                new Command("llen", 2, List.of("readonly", "fast"), 1, 1, ItemCommands::llen));
    }

    private static void rpush(Call call) {
        call.onQueue(call.argument(1), true, id -> PushRun.begin(call, id), Replies.NULL);
    }

    private static void lpop(Call call) {
        if (call.count() > 3) {
            throw new RespError(Errors.wrongArity("lpop"));
        }
        if (call.count() == 2) {
            call.onQueue(
                    call.argument(1),
                    false,
                    id -> call.queues().ask(new Operation.Pop(id)).thenApply(ItemCommands::item),
                    Replies.NULL);
            return;
        }
        long count = Arguments.integer(call.argument(2), Errors.NOT_POSITIVE);
        if (count < 0) {
            throw new RespError(Errors.NOT_POSITIVE);
        }
        call.onQueueAlone(call.argument(1), false, id -> PopRun.begin(call, id, count), Replies.NULL_ARRAY);
    }

    private static void llen(Call call) {
        call.onQueue(call.argument(1), false, id -> size(call, id), Replies.ZERO);
    }

    private static CompletableFuture<Reply> size(Call call, long id) {
        return call.queues().ask(new Operation.Size(id)).thenApply(result -> switch (result.code()) {
            case OK -> Replies.number(result.number());
            case NO_QUEUE -> Call.GONE;
            default -> Replies.error(Errors.of(result.code()));
        });
    }

    /** What a pop or top has come to. */
    static Reply item(Result result) {
        byte[] item = result.item();
        return switch (result.code()) {
            case OK -> item == null ? Replies.error("ERR a server answered without an item") : Replies.bulk(item);
            case EMPTY -> Replies.NULL;
            case NO_QUEUE -> Call.GONE;
            default -> Replies.error(Errors.of(result.code()));
        };
    }
}
