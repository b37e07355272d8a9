package io.ftqueue.resp;

/** A gateway cannot start; the message is one line. */
public final class RespStartException extends Exception {

    private static final long serialVersionUID = 1L;

    RespStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
