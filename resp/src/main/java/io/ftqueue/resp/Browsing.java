package io.ftqueue.resp;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ItemList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of items page by page. Each page is as the queue was at one moment; what others pop between two pages
 * moves the rest.
 */
final class Browsing extends CompletableFuture<Reply> {

    private static final int MAX_PAGE = 65_535;

    private final Call call;
    private final long id;
    private final boolean single;
    private final List<byte[]> items = new ArrayList<>();
    private long bytes;
    private long next;
    private long last;

    /**
     * A range of that queue.
     *
     * @param single whether the first item of it is the reply, and not an array
     */
    Browsing(Call call, long id, boolean single) {
        this.call = call;
        this.id = id;
        this.single = single;
    }

    /** Reads from one index to another, both inclusive; below zero they count from the end. */
    CompletableFuture<Reply> beginFromEnd(long start, long stop) {
        Futures.then(call.queues().ask(new Operation.Size(id)), (size, failure) -> {
            if (failure != null) {
                completeExceptionally(failure);
                return;
            }
            switch (size.code()) {
                case OK -> {
                    long from = start < 0 ? start + size.number() : start;
                    next = single ? from : Math.max(0, from);
                    last = stop < 0 ? stop + size.number() : stop;
                    readOn();
                }
                case NO_QUEUE -> complete(Call.GONE);
                default -> complete(Replies.error(Errors.of(size.code())));
            }
        });
        return this;
    }

    /** Reads from one index to another, both inclusive, counted from the first item. */
    CompletableFuture<Reply> begin(long start, long stop) {
        next = start;
        last = stop;
        readOn();
        return this;
    }

    private void readOn() {
        if (next < 0 || next > last || next > Integer.MAX_VALUE || !call.isWanted()) {
            complete(reply());
            return;
        }
        int max = (int) Math.min(MAX_PAGE, last - next + 1);
        Futures.then(call.queues().ask(new Operation.Browse(id, (int) next, max)), this::onPage);
    }

    private void onPage(Result result, @Nullable Throwable failure) {
        if (failure != null) {
            completeExceptionally(failure);
            return;
        }
        switch (result.code()) {
            case OK -> take(result.item() == null ? List.of() : ItemList.read(result.item()));
            case EMPTY -> complete(reply());
            case NO_QUEUE -> complete(items.isEmpty() ? Call.GONE : reply());
            default -> complete(Replies.error(Errors.of(result.code())));
        }
    }

    private void take(List<byte[]> page) {
        for (byte[] item : page) {
            items.add(item);
            bytes += (long) item.length + Limits.ELEMENT_OVERHEAD_BYTES;
        }
        next += page.size();
        if (bytes > Limits.MAX_REPLY_BYTES) {
            complete(Replies.error(
                    "ERR these items have more than " + Limits.MAX_REPLY_BYTES + " bytes: ask for fewer at a time"));
        } else if (page.isEmpty()) {
            complete(reply());
        } else {
            readOn();
        }
    }

    private Reply reply() {
        if (single) {
            return items.isEmpty() ? Replies.NULL : Replies.bulk(items.get(0));
        }
        return Replies.bulks(items);
    }
}
