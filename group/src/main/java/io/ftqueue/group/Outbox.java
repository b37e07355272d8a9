package io.ftqueue.group;

/**
 * Takes what a step wants done, in the order in which it must be done. An outbox in place of a list of actions: the
 * same contract without a list per datagram.
 */
public interface Outbox extends Wire {

    /** Hands a delivery to the layer above. */
    void deliver(Delivery delivery);
}
