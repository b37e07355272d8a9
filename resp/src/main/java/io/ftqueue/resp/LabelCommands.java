package io.ftqueue.resp;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Commands about the queues themselves, which are there whether they have items or not. */
final class LabelCommands {

    private LabelCommands() {}

    static List<Command> all() {
        List<String> write = List.of("write");
        List<String> read = List.of("readonly");
        List<String> fast = List.of("readonly", "fast");
        return List.of(
                new Command("del", -2, write, 1, -1, LabelCommands::remove),
                new Command("unlink", -2, write, 1, -1, LabelCommands::remove),
                new Command("exists", -2, fast, 1, -1, LabelCommands::exists),
                new Command("type", 2, fast, 1, 1, LabelCommands::type),
                new Command("keys", 2, read, 0, 0, LabelScan::keys),
                new Command("scan", -2, read, 0, 0, LabelScan::scan),
                new Command("dbsize", 1, fast, 0, 0, LabelCommands::size));
    }

    private static void remove(Call call) {
        Count.begin(call, label -> remove(call, label), "removed");
    }

    private static void exists(Call call) {
        Count.begin(call, label -> isThere(call, label), "found");
    }

    private static void type(Call call) {
        call.replyWith(isThere(call, Call.checked(call.argument(1)))
                .thenApply(there -> Replies.simple(there ? "list" : "none")));
    }

    private static void size(Call call) {
        call.replyWith(count(call).thenApply(Replies::number));
    }

    /** How many queues there are. */
    static CompletableFuture<Long> count(Call call) {
        return call.queues().ask(new Operation.Queues(new byte[0], 1)).thenApply(result -> {
            if (result.code() != ResultCode.OK) {
                throw new RespError(Errors.of(result.code()));
            }
            return result.number();
        });
    }

    private static CompletableFuture<Boolean> isThere(Call call, byte[] label) {
        return call.queues().ask(new Operation.Lookup(label)).thenApply(result -> {
            if (result.code() != ResultCode.OK && result.code() != ResultCode.NO_QUEUE) {
                throw new RespError(Errors.of(result.code()));
            }
            return result.code() == ResultCode.OK;
        });
    }

    private static CompletableFuture<Boolean> remove(Call call, byte[] label) {
        return call.queues().ask(new Operation.Lookup(label)).thenCompose(found -> {
            if (found.code() == ResultCode.NO_QUEUE) {
                return CompletableFuture.completedFuture(false);
            }
            if (found.code() != ResultCode.OK) {
                throw new RespError(Errors.of(found.code()));
            }
            call.gateway().labels().forget(label, found.number());
            return call.queues().ask(new Operation.Destroy(found.number())).thenApply(result -> {
                if (result.code() != ResultCode.OK && result.code() != ResultCode.NO_QUEUE) {
                    throw new RespError(Errors.of(result.code()));
                }
                return result.code() == ResultCode.OK;
            });
        });
    }
}
