package io.ftqueue.tests.system;

/** For tests in which system calls fail. */
final class NeedsTracing extends Needs {
    NeedsTracing() {
        super(
                "needs strace and leave to trace processes",
                () -> succeeds("strace", "-f", "-o", "/dev/null", "-e", "inject=fdatasync:error=EIO:when=1", "true"));
    }
}
