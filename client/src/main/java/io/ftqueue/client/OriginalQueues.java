package io.ftqueue.client;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives small numbers to the queues that a client meets, and translates results into what the original says. */
final class OriginalQueues implements FTQueue {

    /** The id of no queue. */
    private static final long UNKNOWN = 0;

    private final Calls calls;

    // Guarded by this.
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final List<Long> ids = new ArrayList<>();

    OriginalQueues(Calls calls) {
        this.calls = calls;
    }

    @Override
    public int qCreate(int label) {
        return number(Results.ok(call(new Operation.Create(Codec.ints().encode(label))))
                .number());
    }

    @Override
    public int qId(int label) {
        Result result = call(new Operation.Lookup(Codec.ints().encode(label)));
        return isNothing(result) ? NONE : number(Results.ok(result).number());
    }

    @Override
    public int qPush(int queueId, int item) {
        return done(new Operation.Push(id(queueId), Codec.ints().encode(item)));
    }

    @Override
    public int qPop(int queueId) {
        return item(call(new Operation.Pop(id(queueId))));
    }

    @Override
    public int qTop(int queueId) {
        return item(call(new Operation.Top(id(queueId))));
    }

    @Override
    public int qSize(int queueId) {
        Result result = call(new Operation.Size(id(queueId)));
        return isNothing(result)
                ? NONE
                : (int) Math.min(Integer.MAX_VALUE, Results.ok(result).number());
    }

    @Override
    public int qDestroy(int queueId) {
        return done(new Operation.Destroy(id(queueId)));
    }

    private Result call(Operation operation) {
        return calls.call(operation).result();
    }

    private int done(Operation operation) {
        Result result = call(operation);
        if (isNothing(result)) {
            return NONE;
        }
        Results.ok(result);
        return 0;
    }

    private static int item(Result result) {
        if (isNothing(result)) {
            return NONE;
        }
        byte @Nullable [] item = Results.ok(result).item();
        return Results.decode(Codec.ints(), Results.present(item));
    }

    private static boolean isNothing(Result result) {
        return result.code() == ResultCode.NO_QUEUE || result.code() == ResultCode.EMPTY;
    }

    private synchronized int number(long id) {
        Integer known = numbers.get(id);
        if (known != null) {
            return known;
        }
        ids.add(id);
        numbers.put(id, ids.size());
        return ids.size();
    }

    /** The servers' id; of a number that was never given out, one that no queue has. */
    private synchronized long id(int number) {
        return number >= 1 && number <= ids.size() ? ids.get(number - 1) : UNKNOWN;
    }
}
