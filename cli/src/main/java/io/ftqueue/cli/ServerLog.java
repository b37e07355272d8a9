package io.ftqueue.cli;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/**
 * The log of a server that has a process to itself: written by a thread of its own, which must be given the time to
 * finish before the process ends.
 */
final class ServerLog {

    private ServerLog() {}

    /** Writes what is still to be written. Nothing is logged after that. */
    static void finish() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
