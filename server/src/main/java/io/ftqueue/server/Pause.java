package io.ftqueue.server;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Waits for input or a deadline, whichever comes first. A selector counts in whole milliseconds, which is too coarse
 * for the shortest deadlines of the protocol (asking again for a datagram that went missing), so the last stretch is
 * waited in slices: each ends with a look at the sockets. Long waits end up to a millisecond late rather than to take
 * their last millisecond in slices: heartbeats do not mind, and an idle server sleeps.
 */
final class Pause {

    private static final long MILLI = 1_000_000L;

    /** With the kernel's own slack of 50 µs a slice is about twice as long; input waits half of that on average. */
    private static final long SLICE_NANOS = 30_000L;

    /** Housekeeping wants a turn now and then. */
    private static final long LONGEST_MILLIS = 1_000;

    private final Selector selector;
    private final Consumer<SelectionKey> onReady;

    Pause(Selector selector, Consumer<SelectionKey> onReady) {
        this.selector = selector;
        this.onReady = onReady;
    }

    /** Returns when a socket is ready, somebody called {@link Selector#wakeup()}, or the deadline has come. */
    void until(long deadlineNanos) throws IOException {
        long remaining = deadlineNanos - System.nanoTime();
        if (remaining >= MILLI) {
            long millis = Math.min(LONGEST_MILLIS, (remaining + MILLI - 1) / MILLI);
            selector.select(onReady, millis);
            return;
        }
        while (selector.selectNow(onReady) == 0 && remaining > 0) {
            LockSupport.parkNanos(Math.min(remaining, SLICE_NANOS));
            remaining = deadlineNanos - System.nanoTime();
        }
    }
}
