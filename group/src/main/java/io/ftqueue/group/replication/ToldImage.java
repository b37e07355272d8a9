package io.ftqueue.group.replication;

import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

/**
 * An image that some members fetch: told as far as one of them has asked, kept as far back as one of them still needs
 * it, and never told further ahead of the slowest than a bound.
 */
final class ToldImage {

    /** The most chunks in answer to one request. */
    private static final int MAX_ANSWER = 64;

    /** The most chunks kept. */
    static final int MAX_KEPT = 8_192;

    /** The one chunk of a state that has nothing to tell. */
    private static final byte[] NOTHING = {};

    private final StateMachine.Image image;
    private final int chunkBytes;
    /** Who fetches it, and the first chunk that each may still need. */
    private final TreeMap<MemberId, Integer> neededFrom = new TreeMap<>();

    private final ArrayDeque<byte[]> kept = new ArrayDeque<>();
    private int keptFrom;
    private boolean toldAll;

    ToldImage(StateMachine.Image image, int chunkBytes) {
        this.image = image;
        this.chunkBytes = chunkBytes;
    }

    void expect(MemberId asker) {
        neededFrom.put(asker, 0);
    }

    int kept() {
        return kept.size();
    }

    List<StateChunk> answer(MemberId asker, StateRequest request) {
        neededFrom.merge(asker, request.heldBefore(), Math::max);
        dropUnneeded();
        int from = Math.max(request.fromChunk(), keptFrom);
        long end = (long) request.fromChunk() + Math.min(MAX_ANSWER, request.chunks());
        tellUntil(end);
        List<StateChunk> answer = new ArrayList<>();
        Iterator<byte[]> chunks = kept.iterator();
        for (int chunk = keptFrom; chunk < end && chunks.hasNext(); chunk++) {
            byte[] bytes = chunks.next();
            if (chunk >= from) {
                answer.add(new StateChunk(request.exchangeSlot(), chunk, toldAll ? told() : 0, bytes));
            }
        }
        if (answer.isEmpty() && toldAll && !kept.isEmpty()) {
            // The asker has all and does not know it: the end was not known yet when the last chunk was sent.
            answer.add(new StateChunk(request.exchangeSlot(), told() - 1, told(), kept.getLast()));
        }
        return answer;
    }

    /** One more than is wanted, to know whether the last one is the last. */
    private void tellUntil(long end) {
        while (told() <= end && !toldAll && kept.size() < MAX_KEPT) {
            byte[] piece = image.next(chunkBytes);
            toldAll = piece == null;
            if (piece != null) {
                kept.add(piece);
            } else if (told() == 0) {
                kept.add(NOTHING);
            }
        }
    }

    private int told() {
        return keptFrom + kept.size();
    }

    private void dropUnneeded() {
        // The last one stays, to tell that it is the last.
        int needed = told() - 1;
        for (int from : neededFrom.values()) {
            needed = Math.min(needed, from);
        }
        while (keptFrom < needed) {
            kept.removeFirst();
            keptFrom++;
        }
    }
}
