package io.ftqueue.http;

/** A gateway cannot start; the message is one line, and nothing is left open. */
public final class HttpStartException extends Exception {

    private static final long serialVersionUID = 1L;

    HttpStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
