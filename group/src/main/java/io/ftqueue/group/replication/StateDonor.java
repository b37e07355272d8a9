package io.ftqueue.group.replication;

import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Hands out the state of a branch as it was when the exchange was decided. */
final class StateDonor {

    /** The most chunks in answer to one request. */
    private static final int MAX_ANSWER = 64;

    private final long exchangeSlot;
    private final byte[] snapshot;
    private final int chunkBytes;

    StateDonor(long exchangeSlot, byte[] snapshot, int chunkBytes) {
        this.exchangeSlot = exchangeSlot;
        this.snapshot = snapshot;
        this.chunkBytes = chunkBytes;
    }

    byte[] snapshot() {
        return snapshot;
    }

    List<StateChunk> answer(StateRequest request) {
        if (request.exchangeSlot() != exchangeSlot) {
            return List.of();
        }
        int chunks = Math.max(1, (snapshot.length + chunkBytes - 1) / chunkBytes);
        int before = Math.min(chunks, request.fromChunk() + Math.min(MAX_ANSWER, request.chunks()));
        List<StateChunk> answer = new ArrayList<>();
        for (int chunk = request.fromChunk(); chunk < before; chunk++) {
            int from = chunk * chunkBytes;
            int to = Math.min(snapshot.length, from + chunkBytes);
            answer.add(new StateChunk(exchangeSlot, chunk, chunks, Arrays.copyOfRange(snapshot, from, to)));
        }
        return answer;
    }
}
