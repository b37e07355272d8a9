package io.ftqueue.group.replication;

import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import java.util.ArrayList;
import java.util.List;

/** Hands out the state of a branch as it was when the exchange was decided; told as far as somebody has asked. */
final class StateDonor {

    /** The most chunks in answer to one request. */
    private static final int MAX_ANSWER = 64;

    /** The one chunk of a state that has nothing to tell. */
    private static final byte[] NOTHING = {};

    private final long exchangeSlot;
    private final StateMachine.Image image;
    private final int chunkBytes;
    private final List<byte[]> told = new ArrayList<>();
    private boolean toldAll;

    StateDonor(long exchangeSlot, StateMachine.Image image, int chunkBytes) {
        this.exchangeSlot = exchangeSlot;
        this.image = image;
        this.chunkBytes = chunkBytes;
    }

    List<StateChunk> answer(StateRequest request) {
        if (request.exchangeSlot() != exchangeSlot) {
            return List.of();
        }
        long wanted = (long) request.fromChunk() + Math.min(MAX_ANSWER, request.chunks());
        // One more than wanted, to know whether the last one is the last.
        while (told.size() <= wanted && !toldAll && told.size() - MAX_ANSWER <= request.fromChunk()) {
            byte[] piece = image.next(chunkBytes);
            toldAll = piece == null;
            if (piece != null) {
                told.add(piece);
            } else if (told.isEmpty()) {
                told.add(NOTHING);
            }
        }
        List<StateChunk> answer = new ArrayList<>();
        for (int chunk = request.fromChunk(); chunk < Math.min(wanted, told.size()); chunk++) {
            answer.add(new StateChunk(exchangeSlot, chunk, toldAll ? told.size() : 0, told.get(chunk)));
        }
        return answer;
    }
}
