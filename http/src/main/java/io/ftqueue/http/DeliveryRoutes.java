package io.ftqueue.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.client.Receipt;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What comes out of a queue: for good, or under a lease. */
final class DeliveryRoutes {

    private static final String LEASE = QueueRoutes.QUEUE + "/leases/{receipt}";

    private static final int MAX_ITEMS = 100;
    private static final int MAX_WAIT_MILLIS = 60_000;
    private static final int DEFAULT_LEASE_MILLIS = 30_000;

    private final QueueService queues;
    private final Workers workers;

    DeliveryRoutes(QueueService queues, Workers workers) {
        this.queues = queues;
        this.workers = workers;
    }

    List<Route> routes() {
        return List.of(
                Route.post(QueueRoutes.QUEUE + "/pop", this::pop),
                Route.post(QueueRoutes.QUEUE + "/take", this::take),
                Route.post(LEASE + "/ack", this::ack),
                Route.post(LEASE + "/nack", this::nack),
                Route.post(LEASE + "/extend", this::extend));
    }

    /** What a request wants to have. */
    private record Wish(byte[] label, int max, long endNanos) {

        static Wish of(Context context) {
            int wait = Params.number(context, "waitMillis", 0, 0, MAX_WAIT_MILLIS);
            return new Wish(
                    Labels.ofPath(context.pathParam("label")),
                    Params.number(context, "max", 1, 1, MAX_ITEMS),
                    System.nanoTime() + Duration.ofMillis(wait).toNanos());
        }

        long leftNanos() {
            return Math.max(0, endNanos - System.nanoTime());
        }
    }

    private void pop(Context context) {
        Params.allow(context, "max", "waitMillis");
        Wish wish = Wish.of(context);
        deliver(context, () -> queues.find(wish.label).thenCompose(id -> fetch(id, Operation.Pop::new, wish)));
    }

    private void take(Context context) {
        Params.allow(context, "max", "waitMillis", "leaseMillis", "maxDeliveries", "deadLetter");
        Wish wish = Wish.of(context);
        int lease = leaseMillis(context, DEFAULT_LEASE_MILLIS);
        int deliveries = Params.number(context, "maxDeliveries", 0, 0, Operation.MAX_DELIVERIES);
        String deadLetter = Params.single(context, "deadLetter");
        if ((deadLetter == null) != (deliveries == 0)) {
            throw Problem.badRequest("maxDeliveries and deadLetter go together: how often an item may be delivered, "
                    + "and the queue that it goes to then");
        }
        CompletableFuture<Long> dead =
                deadLetter == null ? CompletableFuture.completedFuture(0L) : queues.find(Labels.ofPath(deadLetter));
        deliver(
                context,
                () -> dead.thenCompose(deadId -> queues.find(wish.label)
                        .thenCompose(
                                id -> fetch(id, queue -> new Operation.Take(queue, lease, deliveries, deadId), wish))));
    }

    private void deliver(Context context, Supplier<CompletableFuture<List<Receipt>>> deliveries) {
        workers.answer(context, deliveries, receipts -> {
            if (receipts.isEmpty()) {
                context.status(HttpStatus.NO_CONTENT);
            } else {
                Json.reply(context, json(receipts));
            }
        });
    }

    private static ObjectNode json(List<Receipt> receipts) {
        ObjectNode json = Json.object();
        ArrayNode items = json.putArray("items");
        for (Receipt receipt : receipts) {
            byte[] item = receipt.result().item();
            ObjectNode entry = Bytes.putItem(items.addObject(), item == null ? new byte[0] : item);
            long lease = receipt.result().number();
            if (lease != 0) {
                entry.put("receipt", Long.toString(lease));
                entry.put("deliveries", Operation.Take.deliveriesOf(lease));
            }
        }
        return json;
    }

    /** Asks for items; where there are none and there is time, waits at the servers for one and asks again. */
    private CompletableFuture<List<Receipt>> fetch(long id, LongFunction<Operation> asking, Wish wish) {
        return fetchNow(id, asking, wish.max).thenCompose(receipts -> {
            long left = wish.leftNanos();
            if (!receipts.isEmpty() || left == 0) {
                return CompletableFuture.completedFuture(receipts);
            }
            return queues.awaitItem(id, Duration.ofNanos(left))
                    .thenCompose(there ->
                            there ? fetch(id, asking, wish) : CompletableFuture.completedFuture(List.<Receipt>of()));
        });
    }

    /**
     * What has been delivered must be handed out, whatever became of the rest: an answer that is missing is told of
     * only where there is nothing else to tell.
     */
    private CompletableFuture<List<Receipt>> fetchNow(long id, LongFunction<Operation> asking, int max) {
        var fetches = new ArrayList<CompletableFuture<Receipt>>();
        for (int i = 0; i < max; i++) {
            fetches.add(queues.onQueue(asking.apply(id)));
        }
        return QueueService.whicheverSucceeds(fetches).thenCompose(receipts -> {
            var delivered = new ArrayList<Receipt>();
            for (@Nullable Receipt receipt : receipts) {
                if (receipt != null && receipt.result().code() == ResultCode.OK) {
                    delivered.add(receipt);
                }
            }
            boolean failed = delivered.isEmpty() && receipts.contains(null);
            return failed
                    ? fetches.get(receipts.indexOf(null)).thenApply(List::of)
                    : CompletableFuture.completedFuture(delivered);
        });
    }

    private void ack(Context context) {
        Params.allow(context);
        long receipt = Params.receipt(context);
        onLease(context, id -> new Operation.Ack(id, receipt));
    }

    private void nack(Context context) {
        Params.allow(context, "delayMillis");
        long receipt = Params.receipt(context);
        int delay = Params.number(context, "delayMillis", 0, 0, Operation.MAX_LEASE_MILLIS);
        onLease(context, id -> new Operation.Nack(id, receipt, delay));
    }

    private void extend(Context context) {
        Params.allow(context, "leaseMillis");
        long receipt = Params.receipt(context);
        int lease = leaseMillis(context, DEFAULT_LEASE_MILLIS);
        onLease(context, id -> new Operation.Extend(id, receipt, lease));
    }

    private static int leaseMillis(Context context, int otherwise) {
        return Params.number(context, "leaseMillis", otherwise, 1, Operation.MAX_LEASE_MILLIS);
    }

    private void onLease(Context context, LongFunction<Operation> operation) {
        byte[] label = Labels.ofPath(context.pathParam("label"));
        workers.done(
                context,
                () -> queues.find(label)
                        .thenCompose(id -> queues.onQueue(operation.apply(id)))
                        .thenApply(receipt -> {
                            if (receipt.result().code() == ResultCode.LEASE_ENDED) {
                                throw new Problem(
                                        HttpStatus.CONFLICT,
                                        "the lease has ended: the item may be somebody else's by now");
                            }
                            return receipt;
                        }));
    }
}
