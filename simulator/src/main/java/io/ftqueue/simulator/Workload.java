package io.ftqueue.simulator;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.OperationKind;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a client asks for next. Labels are small decimal numbers, so that both protocols can name the same queues. */
final class Workload {

    private static final List<OperationKind> KINDS = List.of(OperationKind.values());

    private final LoadOptions options;
    private final KeyedRandom random;
    private final int total;

    Workload(LoadOptions options, KeyedRandom random) {
        this.options = options;
        this.random = random;
        this.total = options.weights().stream().mapToInt(Integer::intValue).sum();
    }

    long label() {
        return 1L + random.nextInt(options.labels());
    }

    /** A kind by its weight; the queue is created first. */
    OperationKind kind(boolean known) {
        if (!known) {
            return OperationKind.CREATE;
        }
        int at = random.nextInt(total);
        for (int i = 0; i < KINDS.size(); i++) {
            at -= options.weights().get(i);
            if (at < 0) {
                return KINDS.get(i);
            }
        }
        return OperationKind.POP;
    }

    Operation operation(OperationKind kind, long label, long queueId, long value) {
        byte[] name = Long.toString(label).getBytes(StandardCharsets.US_ASCII);
        return switch (kind) {
            case CREATE -> new Operation.Create(name);
            case LOOKUP -> new Operation.Lookup(name);
            case PUSH -> new Operation.Push(queueId, NativeClient.item(value, random.nextInt(options.itemBytes() + 1)));
            case POP -> new Operation.Pop(queueId);
            case TOP -> new Operation.Top(queueId);
            case SIZE -> new Operation.Size(queueId);
            case DESTROY -> new Operation.Destroy(queueId);
            case TAKE, ACK, NACK, EXTEND, BROWSE, QUEUES -> throw new IllegalArgumentException("no weight for " + kind);
        };
    }

    /** The queue that an operation names, or 0 if it names a label. */
    static long queueOf(Operation operation) {
        if (operation instanceof Operation.Push push) {
            return push.queueId();
        } else if (operation instanceof Operation.Pop pop) {
            return pop.queueId();
        } else if (operation instanceof Operation.Top top) {
            return top.queueId();
        } else if (operation instanceof Operation.Size size) {
            return size.queueId();
        } else if (operation instanceof Operation.Destroy destroy) {
            return destroy.queueId();
        }
        return 0;
    }
}
