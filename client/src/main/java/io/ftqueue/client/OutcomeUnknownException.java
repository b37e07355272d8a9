package io.ftqueue.client;

import io.ftqueue.queue.Operation;
import java.util.Optional;

/**
 * The operation was sent, and no answer came in time or came too late to tell the result: it may have been executed, or
 * may yet be, or never. Asking again asks for another operation, so a push that is repeated may be there twice.
 *
 * <p>A pop or take that was given up takes nothing in the end: if it was executed all the same, its item goes back to
 * its place in the queue as soon as this client reaches a server again. If it never does, because it is closed or its
 * process ends, the item of a pop is lost with it and that of a take comes back when its lease runs out.
 */
public final class OutcomeUnknownException extends ClientException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<Operation> operation;
    private final int sends;

    OutcomeUnknownException(String message) {
        super(message);
        this.operation = Optional.empty();
        this.sends = 1;
    }

    OutcomeUnknownException(String message, Operation operation, int sends) {
        super(message);
        this.operation = Optional.of(operation);
        this.sends = sends;
    }

    /** What was asked for, where that is known. */
    public Optional<Operation> operation() {
        return operation;
    }

    /** How often it was sent, always with the same number, so that it was executed once at most. At least 1. */
    public int sends() {
        return sends;
    }
}
