package io.ftqueue.server;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The log is written by a thread of its own, which must be given the time to finish before the process ends. */
public final class ServerLog {

    private ServerLog() {}

    /** Writes what is still to be written. Nothing is logged after that. */
    public static void finish() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
