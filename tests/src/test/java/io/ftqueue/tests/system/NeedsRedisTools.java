package io.ftqueue.tests.system;

/** For tests with the clients of Redis that people have at hand. */
final class NeedsRedisTools extends Needs {
    NeedsRedisTools() {
        super(
                "needs redis-cli and redis-benchmark (Debian: redis-tools)",
                () -> succeeds("redis-cli", "--version") && succeeds("redis-benchmark", "--version"));
    }
}
