package io.ftqueue.tests.architecture.planted.util;

/** Planted: a package whose name says nothing. */
public final class Anything {
    private Anything() {}
}
