package io.ftqueue.client;

import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A queue as a collection of the JDK. It has no bound of its own, so putting never waits for room. */
final class BlockingQueueView<T> extends AbstractQueue<T> implements BlockingQueue<T> {

    private static final int CLEARED_AT_ONCE = 10_000;

    private final ClientQueue<T> queue;

    BlockingQueueView(ClientQueue<T> queue) {
        this.queue = queue;
    }

    @Override
    public boolean offer(T value) {
        try {
            put(value);
            return true;
        } catch (ServerFullException e) {
            return false;
        }
    }

    @Override
    public boolean offer(T value, long timeout, TimeUnit unit) {
        return offer(value);
    }

    @Override
    public void put(T value) {
        queue.push(Objects.requireNonNull(value, "a queue takes no null"));
    }

    @Override
    public T take() throws InterruptedException {
        return queue.poll(Times.FOR_EVER_NANOS).orElseThrow(() -> new IllegalStateException("waited for ever in vain"));
    }

    @Override
    public @Nullable T poll(long timeout, TimeUnit unit) throws InterruptedException {
        return queue.poll(unit.toNanos(timeout)).orElse(null);
    }

    @Override
    public @Nullable T poll() {
        return queue.pop().orElse(null);
    }

    @Override
    public @Nullable T peek() {
        return queue.peek().orElse(null);
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, queue.size());
    }

    @Override
    public boolean isEmpty() {
        return queue.size() == 0;
    }

    @Override
    public int remainingCapacity() {
        return Integer.MAX_VALUE;
    }

    /** What is there, page by page; nothing can be removed by it. */
    @Override
    public Iterator<T> iterator() {
        return queue.stream().iterator();
    }

    /** Refused even where there is no such value: the servers remove nothing but the first. */
    @Override
    public boolean remove(Object value) {
        throw new UnsupportedOperationException("only the first value of a queue can be removed, by poll");
    }

    @Override
    public boolean removeAll(Collection<?> values) {
        throw new UnsupportedOperationException("only the first value of a queue can be removed, by poll");
    }

    @Override
    public boolean retainAll(Collection<?> values) {
        throw new UnsupportedOperationException("only the first value of a queue can be removed, by poll");
    }

    @Override
    public void clear() {
        while (!queue.popUpTo(CLEARED_AT_ONCE).isEmpty()) {
            // The condition does it.
        }
    }

    @Override
    public int drainTo(Collection<? super T> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super T> target, int max) {
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        var values = queue.popUpTo(Math.max(0, max));
        target.addAll(values);
        return values.size();
    }
}
