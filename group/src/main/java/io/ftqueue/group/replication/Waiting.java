package io.ftqueue.group.replication;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Payloads that wait to be ordered, in order: admitted at any time, but submitted only when the states are equal. */
final class Waiting {

    private final ArrayDeque<byte[]> payloads = new ArrayDeque<>();
    private long bytes;

    boolean isEmpty() {
        return payloads.isEmpty();
    }

    int size() {
        return payloads.size();
    }

    /** Their bytes together. */
    long bytes() {
        return bytes;
    }

    void add(byte[] payload) {
        payloads.add(payload);
        bytes += payload.length;
    }

    /** The length of the first one; 0 if there is none. */
    int firstBytes() {
        byte[] first = payloads.peek();
        return first == null ? 0 : first.length;
    }

    byte @Nullable [] poll() {
        byte[] first = payloads.poll();
        bytes -= first == null ? 0 : first.length;
        return first;
    }

    /** What was submitted and never ordered is submitted again, ahead of what has waited since. */
    void requeue(List<byte[]> undelivered) {
        for (int i = undelivered.size() - 1; i >= 0; i--) {
            byte[] payload = undelivered.get(i);
            if (Control.kind(payload) == Control.APPLICATION) {
                payloads.addFirst(payload);
                bytes += payload.length;
            }
        }
    }
}
