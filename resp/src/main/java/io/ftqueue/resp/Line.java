package io.ftqueue.resp;

import io.ftqueue.client.NoQueueException;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for an item of one queue, the first of them first. While anybody does, the gateway waits at the
 * servers; when there is an item, one is taken for each of the first. It is taken under a lease, and acknowledged
 * only if the client is still there then: so a client that went away while it was blocked costs no item.
 *
 * <p>The queue is made if there is none, as there is nothing to wait at otherwise.
 */
final class Line {

    /** Only as long as an answer may take: then the item goes back by itself. */
    private static final int LEASE_MILLIS = 5_000;

    /** For how many an item is taken at a time. */
    private static final int ROUND = 32;

    private final Lines lines;
    private final Queues queues;
    private final byte[] label;
    private final Set<BlockedPop> waiting = new LinkedHashSet<>();
    private Queues.@Nullable Watch watch;

    /** Items that are being taken. */
    private int takes;

    /** Of the takes of this round: whether one found nothing, or no queue. */
    private boolean exhausted;

    private boolean gone;

    /** Whether the queue is being looked for. */
    private boolean opening;

    /** There may be items, but all who wait are being given one of another queue. */
    private boolean paused;

    private boolean closed;
    private long id;

    Line(Lines lines, Queues queues, byte[] label) {
        this.lines = lines;
        this.queues = queues;
        this.label = label;
    }

    byte[] label() {
        return label;
    }

    void join(BlockedPop pop) {
        boolean first = waiting.isEmpty() && !opening && takes == 0;
        waiting.add(pop);
        if (first) {
            open();
        } else {
            resume();
        }
    }

    void leave(BlockedPop pop) {
        waiting.remove(pop);
        closeIfDone();
    }

    /** Somebody can be served again. */
    void resume() {
        if (paused) {
            paused = false;
            serve();
        }
    }

    private void open() {
        opening = true;
        Futures.then(queues.ask(new Operation.Create(label)), (result, failure) -> {
            opening = false;
            if (failure != null || result.code() != ResultCode.OK) {
                failAll(failure != null ? Errors.of(failure) : Errors.of(result.code()));
            } else {
                id = result.number();
                gone = false;
                next();
            }
        });
    }

    private void next() {
        if (closeIfDone()) {
            return;
        }
        if (gone) {
            open();
        } else if (watch == null) {
            watch = queues.watch(id, this::onNews);
        }
    }

    private void onNews(Boolean there, @Nullable Throwable failure) {
        watch = null;
        if (failure instanceof NoQueueException) {
            gone = true;
            next();
        } else if (failure != null) {
            failAll(Errors.of(failure));
        } else if (there) {
            serve();
        } else {
            next();
        }
    }

    private void serve() {
        if (takes > 0 || opening || watch != null) {
            return;
        }
        List<BlockedPop> served = new ArrayList<>();
        for (BlockedPop pop : waiting) {
            if (!pop.isTaking() && served.size() < ROUND) {
                served.add(pop);
            }
        }
        if (served.isEmpty()) {
            paused = !closeIfDone();
            return;
        }
        exhausted = false;
        takes = served.size();
        for (BlockedPop pop : served) {
            pop.setTaking(true);
            long from = id;
            Futures.then(
                    queues.ask(new Operation.Take(from, LEASE_MILLIS, 0, 0)),
                    (result, failure) -> onTaken(pop, from, result, failure));
        }
    }

    private void onTaken(BlockedPop pop, long from, Result result, @Nullable Throwable failure) {
        byte[] item = failure == null ? result.item() : null;
        // Without an answer: whatever was taken goes back by itself.
        if (item == null) {
            exhausted = true;
            gone |= failure == null && result.code() == ResultCode.NO_QUEUE;
        }
        takes--;
        if (item == null) {
            lines.free(pop);
        } else if (pop.isOver()) {
            Lines.giveBack(queues, from, result.number());
        } else {
            acknowledge(pop, from, result.number(), item);
        }
        if (takes == 0) {
            if (exhausted) {
                next();
            } else {
                serve();
            }
        }
    }

    private void acknowledge(BlockedPop pop, long from, long receipt, byte[] item) {
        Futures.then(queues.ask(new Operation.Ack(from, receipt)), (result, failure) -> {
            if (failure != null) {
                pop.end(Replies.error(Errors.of(failure)));
            } else if (result.code() == ResultCode.OK) {
                pop.give(label, item);
            } else {
                // It took so long that the item is back in the queue, or the queue is gone.
                lines.free(pop);
            }
        });
    }

    private void failAll(String problem) {
        for (BlockedPop pop : List.copyOf(waiting)) {
            pop.end(Replies.error(problem));
        }
        closeIfDone();
    }

    private boolean closeIfDone() {
        if (!waiting.isEmpty() || closed) {
            return closed;
        }
        if (watch != null) {
            watch.cancel();
            watch = null;
        }
        if (takes > 0 || opening) {
            return false;
        }
        closed = true;
        lines.close(this);
        return true;
    }
}
