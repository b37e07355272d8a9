package io.ftqueue.resp;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The queues, as the event loop sees them. */
interface Queues {

    /**
     * Has an operation executed, after those that were asked for before. The future completes on the event loop, and
     * fails with a {@link io.ftqueue.client.ClientException}.
     */
    CompletableFuture<Result> ask(Operation operation);

    /**
     * Waits at the servers for an item, perhaps another client's in the end. The action runs on the event loop: with
     * true when there is one, with false when it is time to wait again, or with a failure, a
     * {@link io.ftqueue.client.NoQueueException} if there is no such queue.
     */
    Watch watch(long queueId, BiConsumer<Boolean, @Nullable Throwable> action);

    /** A wait that can be given up. */
    interface Watch {
        /** The action will not run any more. */
        void cancel();
    }
}
