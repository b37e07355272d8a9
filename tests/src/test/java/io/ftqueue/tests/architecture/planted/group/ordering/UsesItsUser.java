package io.ftqueue.tests.architecture.planted.group.ordering;

import io.ftqueue.tests.architecture.planted.queue.UsesGroup;

/** Planted: the group knows of the queue, and the two packages form a cycle. */
public final class UsesItsUser {
    private UsesItsUser() {}

    public static String name() {
        return UsesGroup.name();
    }
}
