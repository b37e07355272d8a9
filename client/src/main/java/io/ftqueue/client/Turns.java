package io.ftqueue.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Which of the threads that wait receives for all. Whoever stops receiving while others wait wakes one of them. */
final class Turns {

    private final AtomicReference<@Nullable Thread> receiver = new AtomicReference<>();
    private final Queue<Thread> candidates = new ConcurrentLinkedQueue<>();

    /** Whether it is this thread that receives. */
    boolean isMine() {
        return receiver.get() == Thread.currentThread();
    }

    /** Receives from now on, if nobody does; {@link #handOver} is to follow. */
    boolean take() {
        return receiver.compareAndSet(null, Thread.currentThread());
    }

    /**
     * Waits, in the way given, until it is woken or nobody receives any more.
     *
     * @param leaves whether this thread will not receive afterwards, having nothing to wait for any more
     */
    void await(Runnable parking, BooleanSupplier leaves) {
        candidates.add(Thread.currentThread());
        // Whoever stops receiving does so before it looks for candidates, so that one of the two is noticed.
        if (receiver.get() != null) {
            parking.run();
        }
        candidates.remove(Thread.currentThread());
        if (leaves.getAsBoolean()) {
            passOn();
        }
    }

    /** This thread does not wait any more. If it was the one that was woken to receive for all, another one must. */
    void passOn() {
        if (receiver.get() == null) {
            wakeNext();
        }
    }

    /** Stops receiving; another thread that waits does it from now on. */
    void handOver() {
        receiver.set(null);
        wakeNext();
    }

    private void wakeNext() {
        Thread next = candidates.poll();
        if (next != null) {
            LockSupport.unpark(next);
        }
    }
}
