package io.ftqueue.client;

/** The server that was asked has hardly any room left on its disk; the operation was not executed. */
public final class ServerFullException extends ClientException {

    private static final long serialVersionUID = 1L;

    ServerFullException(String message) {
        super(message);
    }
}
