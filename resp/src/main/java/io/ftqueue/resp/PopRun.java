package io.ftqueue.resp;

import io.ftqueue.client.NoServerException;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An LPOP of several items: pops in rounds until there are enough, none is left, or the reply is large. What was popped
 * is given to the client in any case. If it is not known whether more was popped, the connection ends behind the reply,
 * which says so in the only way that is left.
 */
final class PopRun extends CompletableFuture<Reply> {

    private static final Logger LOG = LoggerFactory.getLogger(PopRun.class);

    private static final int ROUND = 64;

    private final Call call;
    private final long id;
    private final List<byte[]> items = new ArrayList<>();
    private long wanted;
    private long bytes;
    private int open;
    private boolean over;
    private boolean gone;

    /** A pop may have taken an item that is not among these. */
    private boolean unsure;

    private @Nullable String problem;

    private PopRun(Call call, long id, long wanted) {
        this.call = call;
        this.id = id;
        this.wanted = wanted;
    }

    /** Pops so many items, or fewer. */
    static CompletableFuture<Reply> begin(Call call, long id, long wanted) {
        if (wanted == 0) {
            return call.queues()
                    .ask(new Operation.Size(id))
                    .thenApply(result -> result.code() == ResultCode.NO_QUEUE ? Call.GONE : Replies.EMPTY_ARRAY);
        }
        var run = new PopRun(call, id, wanted);
        run.round();
        return run;
    }

    private void round() {
        int pops = (int) Math.min(wanted, ROUND);
        open = pops;
        wanted -= pops;
        for (int i = 0; i < pops; i++) {
            Futures.then(call.queues().ask(new Operation.Pop(id)), this::onPopped);
        }
    }

    private void onPopped(Result result, @Nullable Throwable failure) {
        if (failure != null) {
            over = true;
            note(Errors.of(failure), !(failure instanceof NoServerException));
        } else if (result.code() == ResultCode.OK && result.item() != null) {
            items.add(result.item());
            bytes += result.item().length + Limits.ELEMENT_OVERHEAD_BYTES;
        } else {
            over = true;
            gone |= result.code() == ResultCode.NO_QUEUE;
            if (result.code() != ResultCode.EMPTY && result.code() != ResultCode.NO_QUEUE) {
                note(Errors.of(result.code()), result.code() == ResultCode.STALE);
            }
        }
        if (--open == 0) {
            if (over || wanted == 0 || bytes >= Limits.MAX_REPLY_BYTES || !call.isWanted()) {
                complete(reply());
            } else {
                round();
            }
        }
    }

    private void note(String what, boolean mayHavePopped) {
        if (problem == null || mayHavePopped) {
            problem = what;
        }
        unsure |= mayHavePopped;
    }

    private Reply reply() {
        if (items.isEmpty()) {
            if (problem != null) {
                return Replies.error(problem);
            }
            return gone ? Call.GONE : Replies.NULL_ARRAY;
        }
        if (unsure) {
            LOG.warn("Of several items popped for {}: {}", call.session().address(), problem);
            call.setLast();
        }
        return Replies.bulks(items);
    }
}
