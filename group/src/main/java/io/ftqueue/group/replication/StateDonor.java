package io.ftqueue.group.replication;

import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Hands out the state of a branch as it was when the exchange was decided: to every member what that one lacks. Members
 * that have announced the same context are told the same, once.
 */
final class StateDonor {

    private final long exchangeSlot;
    private final TreeMap<MemberId, ToldImage> images = new TreeMap<>();

    /**
     * A donor of which nobody has asked anything.
     *
     * @param holder what the state has executed
     * @param askers who will ask, and what each of them has announced
     */
    StateDonor(
            long exchangeSlot,
            StateMachine.Snapshot snapshot,
            Context holder,
            SortedMap<MemberId, Context> askers,
            int chunkBytes) {
        this.exchangeSlot = exchangeSlot;
        List<Context> contexts = new ArrayList<>();
        List<ToldImage> told = new ArrayList<>();
        askers.forEach((asker, known) -> {
            int index = contexts.indexOf(known);
            if (index < 0) {
                index = contexts.size();
                contexts.add(known);
                told.add(new ToldImage(snapshot.image(known, holder), chunkBytes));
            }
            told.get(index).expect(asker);
            images.put(asker, told.get(index));
        });
    }

    /** The donor of a branch for all members that do not hold it. */
    static StateDonor of(
            Decision decision, int branch, long exchangeSlot, StateMachine.Snapshot snapshot, int chunkBytes) {
        TreeMap<MemberId, Context> askers = new TreeMap<>();
        for (MemberId member : decision.members()) {
            if (decision.own(member) != branch) {
                askers.put(member, decision.known(member));
            }
        }
        return new StateDonor(
                exchangeSlot, snapshot, decision.branches().get(branch).context(), askers, chunkBytes);
    }

    List<StateChunk> answer(MemberId asker, StateRequest request) {
        ToldImage image = images.get(asker);
        return image == null || request.exchangeSlot() != exchangeSlot ? List.of() : image.answer(asker, request);
    }

    /** How many chunks are kept for those who may still ask for them. */
    int kept() {
        return images.values().stream().distinct().mapToInt(ToldImage::kept).sum();
    }
}
