package io.ftqueue.tests.system;

/** For tests that look at pages as a person does. */
final class NeedsBrowser extends Needs {
    NeedsBrowser() {
        super("needs chromium and chromium-driver", Browser::isAvailable);
    }
}
