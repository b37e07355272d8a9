package io.ftqueue.group;

/** The program is wrong, or its memory is. Not to be caught: the process must stop. */
public final class InvariantViolation extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** With the values that broke the invariant. */
    public InvariantViolation(String message) {
        super(message);
    }
}
