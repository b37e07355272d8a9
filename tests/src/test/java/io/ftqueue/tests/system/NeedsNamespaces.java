package io.ftqueue.tests.system;

/** For tests with a network of their own. */
final class NeedsNamespaces extends Needs {
    NeedsNamespaces() {
        super("needs root, iproute2 and nftables", Namespaces::areAvailable);
    }
}
