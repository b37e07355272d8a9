package io.ftqueue.tests.architecture.planted.queue;

import io.ftqueue.tests.architecture.planted.group.ordering.UsesItsUser;

/** Planted: the other half of a cycle. */
public final class UsesGroup {
    private UsesGroup() {}

    public static String name() {
        return UsesItsUser.class.getName();
    }
}
