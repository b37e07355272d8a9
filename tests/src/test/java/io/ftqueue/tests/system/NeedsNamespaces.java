package io.ftqueue.tests.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips the tests of a class where there can be no network namespaces, and says how many these were. */
final class NeedsNamespaces implements BeforeEachCallback, AfterAllCallback {

    private static final String NEEDED = "needs root, iproute2 and nftables";

    private int skipped;

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!Namespaces.areAvailable()) {
            skipped++;
            assumeTrue(false, NEEDED);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (skipped > 0) {
            System.out.println("SKIPPED: " + skipped + " tests of " + context.getDisplayName() + ": " + NEEDED);
        }
    }
}
