package io.ftqueue.client;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ItemList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The items of a queue, fetched as many at a time as fit into an answer. */
final class Pages implements Iterator<byte[]> {

    private static final int LARGEST_PAGE = 65_535;

    private final Calls calls;
    private final QueueName queue;
    private Iterator<byte[]> page = List.<byte[]>of().iterator();
    private int next;
    private int left;

    /**
     * For one walk.
     *
     * @param skip how many items not to fetch, from the first on
     * @param max how many to fetch at most
     */
    Pages(Calls calls, QueueName queue, int skip, int max) {
        this.calls = calls;
        this.queue = queue;
        this.next = skip;
        this.left = max;
    }

    @Override
    public boolean hasNext() {
        if (!page.hasNext() && left > 0) {
            Result result = Results.ok(
                    calls.call(new Operation.Browse(queue.id(), next, Math.min(left, LARGEST_PAGE)))
                            .result(),
                    queue);
            List<byte[]> items = ItemList.read(Results.present(result.item()));
            next += items.size();
            left = items.isEmpty() ? 0 : left - items.size();
            page = items.iterator();
        }
        return page.hasNext();
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more items");
        }
        return page.next();
    }
}
