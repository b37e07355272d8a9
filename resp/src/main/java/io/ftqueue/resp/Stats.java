package io.ftqueue.resp;

/** What has happened at a gateway since it was started. Belongs to the event loop. */
final class Stats {

    long connectionsReceived;
    long connectionsRejected;
    int connected;
    int blocked;
    long commands;
    long errors;
    long protocolErrors;

    /** Replies that said that the outcome is not known. */
    long outcomesUnknown;

    /** Commands that found their queue gone and looked for it again. */
    long lookedUpAgain;

    /** Commands of the last full second. */
    long commandsInSecond;

    private long commandsBefore;

    /** A client is told that something is wrong. */
    void onError(Reply error) {
        errors++;
        if (Replies.isOutcomeUnknown(error)) {
            outcomesUnknown++;
        }
    }

    /** A second is over. */
    void onSecond() {
        commandsInSecond = commands - commandsBefore;
        commandsBefore = commands;
    }
}
