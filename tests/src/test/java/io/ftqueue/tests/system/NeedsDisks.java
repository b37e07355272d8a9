package io.ftqueue.tests.system;

/** For tests with file systems of their own. */
final class NeedsDisks extends Needs {
    NeedsDisks() {
        super("needs root, e2fsprogs and leave to mount file systems", TestDisk::areAvailable);
    }
}
