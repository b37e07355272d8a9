package io.ftqueue.client;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Pops until there are enough items or the queue is empty, several at a time. */
final class PoppingUpTo<T> {

    /** So many fit into the smallest datagram. */
    private static final int AT_A_TIME = 128;

    private final Engine engine;
    private final QueueName queue;
    private final Codec<T> codec;
    private final int max;
    private final Promise<List<T>> promise = new Promise<>();
    private final List<byte[]> items = new ArrayList<>();

    private PoppingUpTo(Engine engine, QueueName queue, Codec<T> codec, int max) {
        this.engine = engine;
        this.queue = queue;
        this.codec = codec;
        this.max = max;
    }

    /** Starts, and ends by itself. */
    static <T> Promise<List<T>> start(Engine engine, QueueName queue, Codec<T> codec, int max) {
        var popping = new PoppingUpTo<>(engine, queue, codec, max);
        popping.promise.follow(() -> false);
        popping.goOn();
        return popping.promise;
    }

    private void goOn() {
        int count = Math.min(AT_A_TIME, max - items.size());
        if (count == 0) {
            settle();
            return;
        }
        List<Pending> pops = new ArrayList<>(count);
        ClientException refusal = handIn(count, pops);
        CompletableFuture<?> unused = CompletableFuture.allOf(pops.toArray(CompletableFuture[]::new))
                .whenComplete((nothing, failure) -> promise.guard(() -> onAnswers(pops, refusal)));
    }

    /** Hands in pops; returns what went wrong then. */
    private @Nullable ClientException handIn(int count, List<Pending> pops) {
        try {
            engine.together(() -> {
                for (int i = 0; i < count; i++) {
                    pops.add(engine.submitAnyway(new Operation.Pop(queue.id()), engine.timeoutNanos()));
                }
            });
            return null;
        } catch (ClientException e) {
            return e;
        }
    }

    private void onAnswers(List<Pending> pops, @Nullable ClientException refusal) {
        boolean more = refusal == null;
        ClientException failure = refusal;
        for (Pending pop : pops) {
            try {
                Result result = Calls.result(pop);
                if (result.code() == ResultCode.EMPTY) {
                    more = false;
                } else {
                    items.add(Results.present(Results.ok(result, queue).item()));
                }
            } catch (ClientException e) {
                more = false;
                failure = failure == null ? e : failure;
            }
        }
        if (more) {
            goOn();
        } else if (failure != null && items.isEmpty()) {
            promise.fail(failure);
        } else {
            settle();
        }
    }

    private void settle() {
        promise.settle(Results.decodeAll(codec, items));
    }
}
