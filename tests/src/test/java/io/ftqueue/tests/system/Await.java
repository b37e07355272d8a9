package io.ftqueue.tests.system;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits, with a deadline, for what other processes do. */
final class Await {

    private static final long LOOK_AGAIN_MILLIS = 10;

    private Await() {}

    /** Asks until there is a value. */
    static <T> T value(String what, Duration patience, Supplier<Optional<T>> attempt) {
        long end = System.nanoTime() + patience.toNanos();
        Optional<T> value = attempt.get();
        while (value.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(what + ": not within " + patience.toMillis() + " ms");
            }
            pause(Duration.ofMillis(LOOK_AGAIN_MILLIS));
            value = attempt.get();
        }
        return value.get();
    }

    /** Asks until it is so. */
    static void until(String what, Duration patience, BooleanSupplier condition) {
        value(what, patience, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** Lets time pass, for what shows only in the course of it. */
    static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
