package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {

    private final Turns turns = new Turns();

    @Test
    void oneHasIt() {
        assertThat(turns.take()).isTrue();
        assertThat(turns.isMine()).isTrue();
        assertThat(turns.take()).isFalse();
        turns.handOver();
        assertThat(turns.take()).isTrue();
    }

    /**
     * The one that is woken to receive for the others may have its answer already and leave. Then another one must
     * receive, or nobody does.
     */
    @Test
    void whoeverIsWokenInVainWakesTheNext() throws InterruptedException {
        assertThat(turns.take()).isTrue();
        Waiter answered = new Waiter(true);
        answered.awaitParked();
        Waiter waiting = new Waiter(false);
        waiting.awaitParked();
        turns.handOver();
        answered.join();
        waiting.join();
        assertThat(waiting.took.get()).isTrue();
    }

    /** A thread that waits for its answer or for the turns. */
    private final class Waiter {

        private final CountDownLatch parked = new CountDownLatch(1);
        private final AtomicBoolean took = new AtomicBoolean();
        private final Thread thread;

        Waiter(boolean answered) {
            thread = new Thread(() -> turns.await(
                    () -> {
                        parked.countDown();
                        LockSupport.park(this);
                    },
                    () -> answered || taken()));
            thread.start();
        }

        private boolean taken() {
            took.set(turns.take());
            return false;
        }

        void awaitParked() throws InterruptedException {
            parked.await();
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }

        void join() throws InterruptedException {
            thread.join();
        }
    }
}
