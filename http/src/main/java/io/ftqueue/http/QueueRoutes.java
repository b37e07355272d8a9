package io.ftqueue.http;

import static io.ftqueue.http.Route.API;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.QueueList;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Which queues there are. */
final class QueueRoutes {

    static final String QUEUES = API + "/queues";
    static final String QUEUE = QUEUES + "/{label}";

    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 10_000;

    private final QueueService queues;
    private final ClusterWatch watch;
    private final Workers workers;

    QueueRoutes(QueueService queues, ClusterWatch watch, Workers workers) {
        this.queues = queues;
        this.watch = watch;
        this.workers = workers;
    }

    List<Route> routes() {
        return List.of(
                Route.get(QUEUES, this::list),
                Route.post(QUEUES, this::create),
                Route.get(QUEUE, this::show),
                Route.delete(QUEUE, this::destroy));
    }

    private void list(Context context) {
        Params.allow(context, "prefix", "limit");
        int limit = Params.number(context, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        String text = Params.single(context, "prefix");
        byte[] prefix = Labels.require(text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8));
        var rates = new QueueRates(watch.latest());
        ObjectNode answer = Json.object();
        ArrayNode found = answer.putArray("queues");
        workers.reply(
                context,
                () -> collect(prefix, prefix, limit, found, rates).thenApply(total -> answer.put("total", total)));
    }

    /** Adds page after page of those that begin so; tells how many queues there are at all. */
    private CompletableFuture<Long> collect(byte[] from, byte[] prefix, int limit, ArrayNode found, QueueRates rates) {
        return queues.submit(new Operation.Queues(from, limit - found.size())).thenCompose(receipt -> {
            long total = receipt.result().number();
            byte[] last = null;
            byte[] bytes = receipt.result().item();
            for (QueueList.Entry queue : QueueList.read(bytes == null ? new byte[0] : bytes)) {
                if (!startsWith(queue.label(), prefix)) {
                    return CompletableFuture.completedFuture(total);
                }
                last = queue.label();
                found.add(json(queue, rates));
            }
            return last == null || found.size() >= limit
                    ? CompletableFuture.completedFuture(total)
                    : collect(Arrays.copyOf(last, last.length + 1), prefix, limit, found, rates);
        });
    }

    private static boolean startsWith(byte[] label, byte[] prefix) {
        return label.length >= prefix.length && Arrays.equals(label, 0, prefix.length, prefix, 0, prefix.length);
    }

    private void create(Context context) {
        Params.allow(context);
        byte[] label = Bodies.label(Bodies.object(context));
        var found = queues.submit(new Operation.Lookup(label));
        var created = queues.create(label).thenCombine(found, (id, before) -> {
            boolean isNew = before.result().code() == ResultCode.NO_QUEUE;
            context.status(isNew ? HttpStatus.CREATED : HttpStatus.OK);
            context.header("Location", QUEUES + "/" + Labels.toPath(label));
            ObjectNode json = Json.object();
            Labels.describe(id, label, json);
            return json;
        });
        workers.reply(context, () -> created);
    }

    private void show(Context context) {
        Params.allow(context);
        byte[] label = Labels.ofPath(context.pathParam("label"));
        var rates = new QueueRates(watch.latest());
        workers.reply(
                context,
                () -> queues.submit(new Operation.Queues(label, 1)).thenApply(receipt -> {
                    byte[] bytes = receipt.result().item();
                    for (QueueList.Entry queue : QueueList.read(bytes == null ? new byte[0] : bytes)) {
                        if (Arrays.equals(queue.label(), label)) {
                            return json(queue, rates);
                        }
                    }
                    throw Problem.notFound("there is no queue " + Labels.shown(label));
                }));
    }

    private void destroy(Context context) {
        Params.allow(context);
        byte[] label = Labels.ofPath(context.pathParam("label"));
        workers.done(context, () -> queues.find(label).thenCompose(id -> queues.onQueue(new Operation.Destroy(id))));
    }

    private static ObjectNode json(QueueList.Entry queue, QueueRates rates) {
        ObjectNode json = Json.object();
        Labels.describe(queue.id(), queue.label(), json);
        json.put("size", queue.size());
        json.put("leased", queue.leased());
        rates.describe(queue.id(), json);
        return json;
    }
}
