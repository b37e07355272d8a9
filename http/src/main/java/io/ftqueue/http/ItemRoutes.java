package io.ftqueue.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.client.Receipt;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.codec.ItemList;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is in a queue: looking at it and adding to it. */
final class ItemRoutes {

    static final String ITEMS = QueueRoutes.QUEUE + "/items";

    private static final int DEFAULT_MAX = 20;
    private static final int MAX_SHOWN = 1_000;

    private final QueueService queues;
    private final Workers workers;

    ItemRoutes(QueueService queues, Workers workers) {
        this.queues = queues;
        this.workers = workers;
    }

    List<Route> routes() {
        return List.of(Route.get(ITEMS, this::browse), Route.post(ITEMS, this::push));
    }

    private void browse(Context context) {
        Params.allow(context, "skip", "max");
        int skip = Params.number(context, "skip", 0, 0, Integer.MAX_VALUE);
        int max = Params.number(context, "max", DEFAULT_MAX, 1, MAX_SHOWN);
        byte[] label = Labels.ofPath(context.pathParam("label"));
        ObjectNode answer = Json.object().put("skip", skip);
        ArrayNode items = answer.putArray("items");
        workers.reply(
                context,
                () -> queues.find(label)
                        .thenCompose(id -> collect(id, skip, max, items))
                        .thenApply(total -> answer.put("total", total)));
    }

    /** Adds page after page, as one answer of the servers holds so many bytes; tells how many items there are. */
    private CompletableFuture<Long> collect(long id, int skip, int max, ArrayNode items) {
        int seen = items.size();
        return queues.onQueue(new Operation.Browse(id, skip + seen, max - seen)).thenCompose(receipt -> {
            byte[] bytes = receipt.result().item();
            for (byte[] item : ItemList.read(bytes == null ? new byte[0] : bytes)) {
                Bytes.putItem(items.addObject(), item);
            }
            boolean end =
                    items.size() == seen || items.size() >= max || (long) skip + items.size() > Integer.MAX_VALUE - 1;
            return end ? CompletableFuture.completedFuture(receipt.result().number()) : collect(id, skip, max, items);
        });
    }

    private void push(Context context) {
        Params.allow(context, "create");
        boolean create = Params.flag(context, "create");
        byte[] label = Labels.ofPath(context.pathParam("label"));
        List<byte[]> items = Bodies.items(Bodies.object(context));
        workers.answer(
                context,
                () -> (create ? queues.create(label) : queues.find(label)).thenCompose(id -> pushAll(id, items)),
                json -> {
                    context.status(HttpStatus.CREATED);
                    Json.reply(context, json);
                });
    }

    private CompletableFuture<ObjectNode> pushAll(long id, List<byte[]> items) {
        var pushes = new ArrayList<CompletableFuture<Receipt>>();
        for (byte[] item : items) {
            pushes.add(queues.onQueue(new Operation.Push(id, item)));
        }
        return QueueService.whicheverSucceeds(pushes).thenCompose(receipts -> {
            long pushed = receipts.stream().filter(receipt -> receipt != null).count();
            return pushed == items.size()
                    ? CompletableFuture.completedFuture(answer(receipts))
                    : firstFailure(pushes, pushed);
        });
    }

    private static ObjectNode answer(List<@Nullable Receipt> receipts) {
        ObjectNode json = Json.object();
        json.put("pushed", receipts.size());
        Receipt weakest = null;
        for (Receipt receipt : receipts) {
            if (receipt != null
                    && (weakest == null
                            || receipt.holding().servers() < weakest.holding().servers())) {
                weakest = receipt;
            }
        }
        if (weakest != null) {
            ObjectNode holding = json.putObject("holding");
            holding.put("servers", weakest.holding().servers());
            holding.put(
                    "synced",
                    receipts.stream()
                            .allMatch(receipt ->
                                    receipt != null && receipt.holding().onDisk()));
        }
        return json;
    }

    /** Fails as the first push that failed, and tells how many did not. */
    private static CompletableFuture<ObjectNode> firstFailure(List<CompletableFuture<Receipt>> pushes, long pushed) {
        for (CompletableFuture<Receipt> push : pushes) {
            if (push.isCompletedExceptionally()) {
                return push.handle((receipt, failure) -> {
                    throw pushes.size() == 1 || pushed == 0
                            ? Problems.of(failure)
                            : Problems.of(failure)
                                    .after(pushed + " of " + pushes.size() + " items were pushed")
                                    .with("pushed", pushed);
                });
            }
        }
        throw new IllegalStateException("a push has failed, and none says so");
    }
}
