package io.ftqueue.tests.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips the tests of a class where the machine has not what they need, and says how many these were. */
abstract class Needs implements BeforeEachCallback, AfterAllCallback {

    private final String needed;
    private final BooleanSupplier available;
    private int skipped;

    Needs(String needed, BooleanSupplier available) {
        this.needed = needed;
        this.available = available;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!available.getAsBoolean()) {
            skipped++;
            assumeTrue(false, needed);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (skipped > 0) {
            System.out.println("SKIPPED: " + skipped + " tests of " + context.getDisplayName() + ": " + needed);
        }
    }

    /** Whether a command is there and succeeds. */
    static boolean succeeds(String... command) {
        try {
            ChildProcess.run(command);
            return true;
        } catch (RuntimeException | AssertionError e) {
            return false;
        }
    }
}
