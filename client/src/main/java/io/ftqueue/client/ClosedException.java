package io.ftqueue.client;

/** The client was closed before the operation was handed in; it was not executed. Connect another client. */
public final class ClosedException extends ClientException {

    private static final long serialVersionUID = 1L;

    ClosedException() {
        super("the client was closed; connect another one");
    }
}
