package io.ftqueue.client;

import io.ftqueue.queue.Result;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Tells an observer, and survives what that throws. */
final class Observing {

    private static final Logger LOGGER = System.getLogger(FtQueueClient.class.getName());

    private final ClientObserver observer;
    private boolean failed;

    Observing(ClientObserver observer) {
        this.observer = observer;
    }

    void tellAnswered(Pending pending) {
        Result result = pending.result;
        if (result != null) {
            long nanos = System.nanoTime() - pending.begunNanos;
            tell(told -> told.answered(pending.operation, result.code(), nanos));
        }
    }

    void tell(Consumer<ClientObserver> what) {
        if (observer == ClientObserver.NONE) {
            return;
        }
        try {
            what.accept(observer);
        } catch (RuntimeException e) {
            if (failed) {
                return;
            }
            failed = true;
            LOGGER.log(Level.WARNING, "an observer of the client failed, and will not be complained of again", e);
        }
    }
}
