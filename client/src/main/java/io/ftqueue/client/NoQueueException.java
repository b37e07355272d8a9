package io.ftqueue.client;

/** There is no queue with that id. */
public final class NoQueueException extends ClientException {

    private static final long serialVersionUID = 1L;

    NoQueueException(String message) {
        super(message);
    }
}
