package io.ftqueue.resp;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows an answer. */
final class Futures {

    private static final Logger LOG = LoggerFactory.getLogger(Futures.class);

    private Futures() {}

    /** Has an action get the value or the failure. If it fails itself, that is a defect, and at least said. */
    static <T> void then(CompletableFuture<T> future, BiConsumer<T, @Nullable Throwable> action) {
        var unused = future.whenComplete((value, failure) -> {
            try {
                action.accept(value, failure);
            } catch (RuntimeException e) {
                LOG.error("A command cannot be ended", e);
            }
        });
    }
}
