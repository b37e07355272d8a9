package io.ftqueue.client;

/** No server was reached. What was asked has not been executed and will not be. */
public final class NoServerException extends ClientException {

    private static final long serialVersionUID = 1L;

    NoServerException(String message) {
        super(message);
    }

    NoServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
