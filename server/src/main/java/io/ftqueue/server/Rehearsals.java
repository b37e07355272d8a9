package io.ftqueue.server;

import io.ftqueue.queue.replica.MergeRehearsal;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plays what comes seldom and must be quick then, when the server has been up for a while and before it comes. */
final class Rehearsals {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsals.class);
    private static final long DELAY_SECONDS = 10;
    private static final int ROUNDS = 12;
    private static final int OPERATIONS = 1_500;
    private static final long PAUSE_MILLIS = 50;

    private Rehearsals() {}

    /** Has them played by a thread of their own, beside what matters. */
    static void begin() {
        var thread = new Thread(Rehearsals::run, "ftqueue-rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        try {
            TimeUnit.SECONDS.sleep(DELAY_SECONDS);
            long hash = 0;
            for (int i = 0; i < ROUNDS; i++) {
                hash ^= MergeRehearsal.play(OPERATIONS);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            LOG.debug("Merges were rehearsed, {}", hash);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
