package io.ftqueue.simulator;

import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.simulator.checker.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The ids of queues that a client has been told. It mostly uses the last one of a label, and now and then one that it
 * was told long ago, by whichever component, of a queue that may be gone.
 */
final class KnownIds {

    private static final int OLD_ID_ONCE_IN = 5;

    private final KeyedRandom random;
    private final TreeMap<Long, Long> last = new TreeMap<>();
    private final TreeMap<Long, List<Long>> ever = new TreeMap<>();

    KnownIds(KeyedRandom random) {
        this.random = random;
    }

    /** The last id of the label; 0 if it has none. */
    long last(long label) {
        return last.getOrDefault(label, 0L);
    }

    /** An id of the label; 0 if it never had one. */
    long any(long label) {
        List<Long> all = ever.getOrDefault(label, List.of());
        boolean old = all.size() > 1 && random.nextInt(OLD_ID_ONCE_IN) == 0;
        return old ? all.get(random.nextInt(all.size())) : last(label);
    }

    /** Draws conclusions from an answer to a call that named that id, or 0 if it named the label. */
    void learn(Call call, Result result, long queueId) {
        long label = call.label();
        switch (call.kind()) {
            case CREATE, LOOKUP -> {
                if (call.succeeded()) {
                    last.put(label, result.number());
                    List<Long> all = ever.computeIfAbsent(label, key -> new ArrayList<>());
                    if (!all.contains(result.number())) {
                        all.add(result.number());
                    }
                }
            }
            default -> {
                boolean gone = call.kind() == OperationKind.DESTROY || result.code() == ResultCode.NO_QUEUE;
                if (gone && last(label) == queueId) {
                    last.remove(label);
                }
            }
        }
    }
}
