package io.ftqueue.client;

import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Echo;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Which answers the client has taken, as runs of operations with the same tag. Only pops matter: of them a component
 * may have executed another outcome, which it takes back when it hears of this one. The last runs are told with every
 * request; there is a new one only when the group has changed or a pop was given up.
 */
final class Echoes {

    private final ArrayDeque<Echo> runs = new ArrayDeque<>();

    /** The operation with that number, higher than all before, has its answer and is a pop. */
    void taken(long seq, long tag) {
        Echo last = runs.peekLast();
        if (last != null && last.tag() == tag) {
            return;
        }
        if (runs.size() == ClientFrame.MAX_ECHOES) {
            runs.removeFirst();
        }
        runs.addLast(new Echo(seq, tag));
    }

    List<Echo> toList() {
        return List.copyOf(runs);
    }

    /** How many bytes they take in a request. */
    int bytes() {
        return runs.size() * 2 * Long.BYTES;
    }
}
