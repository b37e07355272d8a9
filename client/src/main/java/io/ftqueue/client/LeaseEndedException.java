package io.ftqueue.client;

/**
 * The lease is over: it ran out, or its item was acknowledged or given back already. The item may be with somebody else
 * by now, so what was done with it may be done again. Ask for longer leases, or extend them in time.
 */
public final class LeaseEndedException extends ClientException {

    private static final long serialVersionUID = 1L;

    LeaseEndedException(String message) {
        super(message);
    }
}
