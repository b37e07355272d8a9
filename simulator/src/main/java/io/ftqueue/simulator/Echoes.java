package io.ftqueue.simulator;

import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Echo;
import java.util.ArrayList;
import java.util.List;

/** Which answers a client has taken, in runs of the same tag; the last ones go with every request. */
final class Echoes {

    private final List<Echo> runs = new ArrayList<>();

    /** The pop with that number has been answered; the numbers ascend. */
    void taken(long seq, long tag) {
        if (!runs.isEmpty() && runs.get(runs.size() - 1).tag() == tag) {
            return;
        }
        runs.add(new Echo(seq, tag));
        if (runs.size() > ClientFrame.MAX_ECHOES) {
            runs.remove(0);
        }
    }

    List<Echo> toList() {
        return List.copyOf(runs);
    }
}
