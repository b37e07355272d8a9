package io.ftqueue.server;

/** The server has stopped because it could not go on; the message says why in one line. */
public final class ServerFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    ServerFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
