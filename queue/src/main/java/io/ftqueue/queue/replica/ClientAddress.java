package io.ftqueue.queue.replica;

/**
 * Where a client's datagrams come from and its answers go. Implementations have {@code equals} and {@code hashCode} by
 * value; the replica only compares addresses and hands them back.
 */
public interface ClientAddress {

    /** A number made of the client's socket address, the same on every server. */
    long key();
}
