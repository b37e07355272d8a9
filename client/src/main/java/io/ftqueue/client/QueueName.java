package io.ftqueue.client;

import org.jspecify.annotations.Nullable;

/**
 * A queue as people are told of it.
 *
 * @param id the servers' id
 * @param label its label, where it was found by that
 */
record QueueName(long id, @Nullable String label) {

    /** What to say when there is none with that id. */
    String missing() {
        return label == null
                ? "there is no queue " + id
                : "the " + this + " was destroyed; get the one that has its label now with FtQueueClient.queue";
    }

    @Override
    public String toString() {
        return label == null ? "queue " + id : "queue '" + label + "' (id " + id + ")";
    }
}
