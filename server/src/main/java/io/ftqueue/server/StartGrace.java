package io.ftqueue.server;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Keeps clients away from a server that has just started beside others. The bad run it prevents: a server is started
 * again and is, for some hundred milliseconds, a configuration of its own that knows no queues; a client that turns to
 * it in that time is told that its queue is not there. So a starting server takes no requests as long as it hears
 * members that are not in its configuration, and not for longer than a merge takes: one that cannot merge serves
 * alone. One whose data directory is new may be one of a group that starts again and has lost its disk: it takes
 * requests alone only when nobody has come in that time.
 */
final class StartGrace {

    private static final long LONGEST_NANOS = 3_000_000_000L;

    private final long startedNanos;
    private final boolean waitsForOthers;
    private boolean over;

    /**
     * Of a server that starts now.
     *
     * @param waitsForOthers whether it is to wait though it hears nobody
     */
    StartGrace(long startedNanos, boolean waitsForOthers) {
        this.startedNanos = startedNanos;
        this.waitsForOthers = waitsForOthers;
    }

    /** Whether clients are taken by now. Once they are, they always will be. */
    boolean isOver(long nowNanos, @Nullable Configuration configuration, Collection<MemberId> heard) {
        if (!over) {
            over = nowNanos - startedNanos > LONGEST_NANOS
                    || (configuration != null
                            && configuration.members().containsAll(heard)
                            && (!waitsForOthers || configuration.size() > 1));
        }
        return over;
    }
}
