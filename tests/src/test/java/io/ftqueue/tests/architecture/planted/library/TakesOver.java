package io.ftqueue.tests.architecture.planted.library;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** Planted: a library that decides for the application it is in. */
final class TakesOver {

    private TakesOver() {}

    static void exit() {
        System.exit(1);
    }

    static void halt() {
        Runtime.getRuntime().halt(1);
    }

    static void hook() {
        Runtime.getRuntime().addShutdownHook(new Thread(TakesOver::log));
    }

    static void log() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }
}
