package io.ftqueue.client;

/**
 * The operation was sent, and no answer came in time or came too late to tell the result: it may have been executed, or
 * may yet be, or never. Whoever asks again asks for another operation.
 */
public final class OutcomeUnknownException extends ClientException {

    private static final long serialVersionUID = 1L;

    OutcomeUnknownException(String message) {
        super(message);
    }
}
