package io.ftqueue.resp;

/** A command cannot be executed as it was given; the message is what the client is told. */
final class RespError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RespError(String message) {
        super(message, null, false, false);
    }
}
