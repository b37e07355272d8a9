package io.ftqueue.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an asynchronous call will return, made of one step or several. Whoever ends it early, by cancelling it or by a
 * time limit of his own such as {@link #orTimeout}, gives up the step that is under way: an item that it takes all the
 * same goes back to its queue. An answer that is there already counts.
 */
final class Promise<T extends @Nullable Object> extends CompletableFuture<T> {

    /** Gives up what is under way; false if that has its answer. Guarded by this. */
    private BooleanSupplier step = () -> true;

    /** How its owner wanted to end it between two steps. Guarded by this. */
    private @Nullable Runnable wish;

    /** What a single operation comes to. */
    static <T extends @Nullable Object> Promise<T> of(Supplier<Pending> asking, Function<Pending, T> value) {
        var promise = new Promise<T>();
        promise.ask(asking, pending -> promise.settle(value.apply(pending)));
        return promise;
    }

    /**
     * The next step: hands in an operation and goes on with its answer. A failure ends the promise, also one of what is
     * done with the answer.
     */
    void ask(Supplier<Pending> asking, Consumer<Pending> then) {
        guard(() -> {
            Pending pending = asking.get();
            if (follow(pending::giveUp)) {
                CompletableFuture<?> unused = pending.whenComplete((result, failure) -> guard(() -> {
                    if (failure != null) {
                        fail(failure);
                    } else {
                        then.accept(pending);
                    }
                }));
            }
        });
    }

    /** Does something and ends if it fails. */
    void guard(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /**
     * Names what is under way from now on. Returns false if this has been ended meanwhile; then it has been given up.
     *
     * @param giveUp gives it up; false if that is too late
     */
    boolean follow(BooleanSupplier giveUp) {
        Runnable ending;
        synchronized (this) {
            step = giveUp;
            ending = wish;
        }
        if (ending == null || !giveUp.getAsBoolean()) {
            return true;
        }
        ending.run();
        return false;
    }

    /** It has come to that. */
    void settle(T value) {
        super.complete(value);
    }

    /** It has failed. */
    void fail(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
        super.completeExceptionally(wrapped ? failure.getCause() : failure);
    }

    private boolean withdraw(Runnable ending) {
        while (true) {
            BooleanSupplier current;
            synchronized (this) {
                if (isDone()) {
                    return false;
                }
                current = step;
            }
            if (current.getAsBoolean()) {
                return true;
            }
            synchronized (this) {
                if (step == current) {
                    wish = ending;
                    return false;
                }
            }
        }
    }

    @Override
    public boolean complete(T value) {
        return withdraw(() -> super.complete(value)) && super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable why) {
        return withdraw(() -> super.completeExceptionally(why)) && super.completeExceptionally(why);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return withdraw(() -> super.cancel(mayInterruptIfRunning)) && super.cancel(mayInterruptIfRunning);
    }
}
