package io.ftqueue.group;

/** Checks that always run: a broken invariant stops the process before it can do harm. */
public final class Invariant {

    private Invariant() {}

    /** Throws unless the condition holds. */
    public static void check(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new InvariantViolation(String.format(message, values));
        }
    }

    /** Throws unless the condition holds; for hot paths, without an array of boxed values. */
    public static void check(boolean condition, String message, long first, long second) {
        if (!condition) {
            throw new InvariantViolation(String.format(message, first, second));
        }
    }
}
