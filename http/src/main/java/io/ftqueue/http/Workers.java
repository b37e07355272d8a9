package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Answers requests whose results come later. The results come on the thread that receives from the servers, which must
 * not wait for somebody to read an answer.
 */
final class Workers implements AutoCloseable {

    private static final int THREADS = 8;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Workers::newThread);

    Workers() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** Answers with JSON when it is there, or with why there is none. */
    void reply(Context context, Supplier<CompletableFuture<? extends JsonNode>> result) {
        answer(context, result, json -> Json.reply(context, json));
    }

    /** Answers that it is done. */
    void done(Context context, Supplier<? extends CompletableFuture<?>> result) {
        answer(context, result, ignored -> context.status(HttpStatus.NO_CONTENT));
    }

    /** Answers as the caller does with the result, on another thread. */
    <T> void answer(
            Context context, Supplier<? extends CompletableFuture<? extends T>> result, Consumer<? super T> answer) {
        context.future(() -> result.get()
                .handleAsync(
                        (value, failure) -> {
                            if (failure != null) {
                                throw new CompletionException(unwrapped(failure));
                            }
                            answer.accept(value);
                            return value;
                        },
                        threads));
    }

    /** Has something done that waits. */
    <T> CompletableFuture<T> submit(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, threads);
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Thread newThread(Runnable task) {
        var thread = new Thread(task, "ftqueue-http-worker");
        thread.setDaemon(true);
        return thread;
    }
}
