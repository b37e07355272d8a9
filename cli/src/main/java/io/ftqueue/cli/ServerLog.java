package io.ftqueue.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/**
 * The log of a server that has a process to itself: written by a thread of its own, which must be given the time to
 * finish before the process ends.
 */
final class ServerLog {

    private ServerLog() {}

    /** Has the log written in that format from now on. */
    static void format(LogFormat format) {
        if (format == LogFormat.JSON && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Iterator<Appender<ILoggingEvent>> appenders =
                    context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
            while (appenders.hasNext()) {
                writeJson(context, appenders.next());
            }
        }
    }

    private static void writeJson(LoggerContext context, Appender<ILoggingEvent> appender) {
        if (appender instanceof AsyncAppender async) {
            async.iteratorForAppenders().forEachRemaining(behind -> writeJson(context, behind));
        } else if (appender instanceof OutputStreamAppender<ILoggingEvent> stream) {
            stream.stop();
            stream.setEncoder(json(context));
            stream.start();
        }
    }

    /** What is the same in every line, or nothing, is left out. */
    static JsonEncoder json(LoggerContext context) {
        var json = new JsonEncoder();
        json.setContext(context);
        json.setWithSequenceNumber(false);
        json.setWithNanoseconds(false);
        json.setWithContext(false);
        json.setWithMDC(false);
        json.setWithMarkers(false);
        json.setWithKVPList(false);
        json.setWithArguments(false);
        json.setWithMessage(false);
        json.setWithFormattedMessage(true);
        json.start();
        return json;
    }

    /** Writes what is still to be written. Nothing is logged after that. */
    static void finish() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
