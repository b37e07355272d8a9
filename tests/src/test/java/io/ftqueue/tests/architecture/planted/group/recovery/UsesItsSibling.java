package io.ftqueue.tests.architecture.planted.group.recovery;

import io.ftqueue.tests.architecture.planted.group.ordering.UsesItsUser;

/** Planted: recovery sees ordering. */
public final class UsesItsSibling {
    private UsesItsSibling() {}

    public static String name() {
        return UsesItsUser.name();
    }
}
