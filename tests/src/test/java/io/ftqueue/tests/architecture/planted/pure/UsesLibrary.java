package io.ftqueue.tests.architecture.planted.pure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Planted: a pure module with a library. */
public final class UsesLibrary {
    private UsesLibrary() {}

    public static Logger library() {
        return LoggerFactory.getLogger("planted");
    }
}
