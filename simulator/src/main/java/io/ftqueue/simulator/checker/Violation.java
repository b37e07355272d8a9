package io.ftqueue.simulator.checker;

import org.jspecify.annotations.Nullable;

/** A rule that every run must keep was broken. Ends the run. */
public final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String rule;

    /**
     * A broken rule.
     *
     * @param rule its short name, such as {@code E4}; docs/simulator.md lists them
     * @param message what broke it, with values
     */
    public Violation(String rule, String message) {
        super(message);
        this.rule = rule;
    }

    /** The short name of the rule. */
    public String rule() {
        return rule;
    }

    /** Throws unless the condition holds. */
    public static void require(boolean condition, String rule, String message, @Nullable Object... values) {
        if (!condition) {
            throw new Violation(rule, String.format(message, values));
        }
    }
}
