package io.ftqueue.group;

import java.util.ArrayList;
import java.util.List;

/** What was submitted before the first configuration. */
final class EarlyPayloads {

    private final long mostBytes;
    private final List<byte[]> payloads = new ArrayList<>();
    private long bytes;

    EarlyPayloads(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    boolean accepts(int payloadBytes) {
        return bytes + payloadBytes <= mostBytes;
    }

    void add(byte[] payload) {
        payloads.add(payload);
        bytes += payload.length;
    }

    /** All of them, which are here no more. */
    List<byte[]> take() {
        List<byte[]> taken = List.copyOf(payloads);
        payloads.clear();
        bytes = 0;
        return taken;
    }
}
