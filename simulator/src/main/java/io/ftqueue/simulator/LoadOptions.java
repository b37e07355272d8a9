package io.ftqueue.simulator;

import java.util.List;

/**
 * What clients do.
 *
 * @param nativeClients clients that speak the native protocol
 * @param textClients clients that speak the text protocol
 * @param labels how many queues they share
 * @param window how many operations a native client has open, at most
 * @param thinkMicros how long a client waits between two bursts, on average
 * @param timeoutMillis how long it waits for an answer before it asks again
 * @param weights how likely create, lookup, push, pop, top, size and destroy are, in this order
 * @param itemBytes how much longer than its number a pushed item is, at most
 * @param workers clients that take jobs under leases, from a queue of their own
 */
record LoadOptions(
        int nativeClients,
        int textClients,
        int labels,
        int window,
        int thinkMicros,
        int timeoutMillis,
        List<Integer> weights,
        int itemBytes,
        int workers) {

    static final LoadOptions NONE = new LoadOptions(0, 0, 1, 1, 1_000, 200, List.of(1, 1, 5, 5, 1, 1, 0), 0, 0);

    LoadOptions {
        weights = List.copyOf(weights);
    }

    int clients() {
        return nativeClients + textClients + workers;
    }
}
