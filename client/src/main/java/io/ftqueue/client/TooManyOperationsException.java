package io.ftqueue.client;

/**
 * More was handed in by asynchronous calls than this client keeps in memory ({@link ClientConfig#maxWaitingBytes}); the
 * operation was not taken and will not be executed. Wait for some of the futures, then hand it in again.
 */
public final class TooManyOperationsException extends ClientException {

    private static final long serialVersionUID = 1L;

    TooManyOperationsException(String message) {
        super(message);
    }
}
