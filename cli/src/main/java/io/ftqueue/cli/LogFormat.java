package io.ftqueue.cli;

import java.util.Locale;

/** How a server's log is written. */
enum LogFormat {
    /** A line an event, for people. */
    TEXT,
    /** A JSON object a line, for whatever collects logs. */
    JSON;

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
