package io.ftqueue.resp;

import io.ftqueue.client.ClientException;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queues through a client, whose answers are handed over to the event loop. */
final class ClientQueues implements Queues, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClientQueues.class);

    /** Then it is begun anew; of no consequence but for what has been forgotten on the way. */
    private static final Duration LONGEST_WATCH = Duration.ofHours(1);

    private final FtQueueClient client;
    private final Executor loop;

    ClientQueues(FtQueueClient client, Executor loop) {
        this.client = client;
        this.loop = loop;
    }

    @Override
    public CompletableFuture<Result> ask(Operation operation) {
        var answer = new Answer(loop);
        try {
            var unused = client.submit(operation).whenComplete(answer);
        } catch (ClientException closed) {
            answer.completeExceptionally(closed);
        }
        return answer;
    }

    @Override
    public Watch watch(long queueId, BiConsumer<Boolean, @Nullable Throwable> action) {
        var watched = new Watched(loop, action);
        try {
            watched.begin(client.awaitItem(queueId, LONGEST_WATCH));
        } catch (ClientException closed) {
            watched.accept(false, closed);
        }
        return watched;
    }

    FtQueueClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
    }

    /** The word that there is an item, on the same way. */
    private static final class Watched implements Watch, BiConsumer<Boolean, @Nullable Throwable>, Runnable {

        private final Executor loop;
        private final BiConsumer<Boolean, @Nullable Throwable> action;
        private @Nullable CompletableFuture<Boolean> wait;
        private boolean there;
        private @Nullable Throwable failure;
        private boolean cancelled;

        Watched(Executor loop, BiConsumer<Boolean, @Nullable Throwable> action) {
            this.loop = loop;
            this.action = action;
        }

        void begin(CompletableFuture<Boolean> begun) {
            wait = begun;
            var unused = begun.whenComplete(this);
        }

        @Override
        public void accept(Boolean isThere, @Nullable Throwable failed) {
            there = failed == null && isThere;
            failure = failed;
            handOver(loop, this);
        }

        @Override
        public void run() {
            if (!cancelled) {
                action.accept(there, failure);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            if (wait != null) {
                wait.cancel(false);
            }
        }
    }

    private static void handOver(Executor loop, Runnable answer) {
        try {
            loop.execute(answer);
        } catch (RejectedExecutionException e) {
            LOG.debug("an answer came after the gateway was closed", e);
        }
    }

    /** An answer on its way from the thread that receives to the event loop. */
    private static final class Answer extends CompletableFuture<Result>
            implements BiConsumer<Result, @Nullable Throwable>, Runnable {

        private final Executor loop;
        private @Nullable Result result;
        private @Nullable Throwable failure;

        Answer(Executor loop) {
            this.loop = loop;
        }

        @Override
        public void accept(Result answered, @Nullable Throwable failed) {
            result = answered;
            failure = failed;
            handOver(loop, this);
        }

        @Override
        public void run() {
            if (failure != null) {
                completeExceptionally(failure);
            } else {
                complete(result);
            }
        }
    }
}
