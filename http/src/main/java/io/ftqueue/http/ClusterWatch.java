package io.ftqueue.http;

import io.ftqueue.client.NoServerException;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all servers once a second, as long as somebody wants to know: whoever asks gets the last picture, whoever
 * listens gets each. Nobody asked for a while, no server is bothered.
 */
final class ClusterWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);

    private static final long SECOND = 1_000_000_000L;

    /** How old a picture may be that is handed out. */
    private static final long FRESH_NANOS = 2 * SECOND;

    /** How long it looks on after somebody has asked, so that there are rates the next time. */
    private static final long LINGER_NANOS = 20 * SECOND;

    /** Longer than a picture ever takes. */
    private static final long PATIENCE_NANOS = 10 * SECOND;

    private final Census census;
    private final List<BiConsumer<View, @Nullable View>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread = new Thread(this::run, "ftqueue-http-watch");

    // Guarded by the lock.
    private @Nullable View last;
    private long askedNanos = System.nanoTime() - LINGER_NANOS;
    private boolean closed;

    /**
     * What is handed out.
     *
     * @param picture the servers
     * @param before the picture before it, if it was taken shortly before: what rates are counted from
     */
    record View(Picture picture, @Nullable Picture before) {}

    ClusterWatch(HttpConfig config) {
        census = new Census(config);
        thread.setDaemon(true);
        thread.start();
    }

    /** Hands every new view to a listener, with the one before it, on the thread that looks. */
    void listen(BiConsumer<View, @Nullable View> listener) {
        listeners.add(listener);
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void stopListening(BiConsumer<View, @Nullable View> listener) {
        listeners.remove(listener);
    }

    /** The last view, perhaps from a while ago; null if there is none yet. Has the servers looked at from now on. */
    @Nullable
    View latest() {
        lock.lock();
        try {
            askedNanos = System.nanoTime();
            changed.signalAll();
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** The servers as they are now, or were a second ago; waits a moment where nobody has looked for a while. */
    View current() {
        long now = System.nanoTime();
        long end = now + PATIENCE_NANOS;
        lock.lock();
        try {
            askedNanos = now;
            changed.signalAll();
            View view = last;
            while (!closed && (view == null || now - view.picture().nanos() > FRESH_NANOS)) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new Problem(
                            HttpStatus.SERVICE_UNAVAILABLE, "the servers could not be asked how they are; try again");
                }
                changed.awaitNanos(left);
                view = last;
            }
            if (view == null) {
                throw new Problem(
                        HttpStatus.SERVICE_UNAVAILABLE, "the servers could not be asked how they are; try again");
            }
            return view;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(HttpStatus.SERVICE_UNAVAILABLE, "the servers could not be asked how they are; try again");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }

    private void run() {
        while (awaitInterest()) {
            long began = System.nanoTime();
            try {
                publish(census.take());
            } catch (NoServerException e) {
                LOG.debug("No picture of the servers", e);
            } catch (RuntimeException e) {
                LOG.warn("The servers could not be looked at", e);
            }
            pause(began + SECOND);
        }
    }

    /** Waits until somebody wants to know; false at the end. */
    private boolean awaitInterest() {
        lock.lock();
        try {
            while (!closed && listeners.isEmpty() && System.nanoTime() - askedNanos > LINGER_NANOS) {
                changed.await(1, TimeUnit.MINUTES);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void publish(Picture picture) {
        View before;
        View view;
        lock.lock();
        try {
            before = last;
            Picture earlier = before == null ? null : before.picture();
            boolean recent = earlier != null && picture.nanos() - earlier.nanos() < LINGER_NANOS;
            view = new View(picture, recent ? earlier : null);
            last = view;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (BiConsumer<View, @Nullable View> listener : listeners) {
            listener.accept(view, before);
        }
    }

    private void pause(long untilNanos) {
        lock.lock();
        try {
            long left = untilNanos - System.nanoTime();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
