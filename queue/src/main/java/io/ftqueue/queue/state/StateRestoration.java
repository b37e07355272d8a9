package io.ftqueue.queue.state;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.replication.StateMachine;
import io.ftqueue.group.replication.StateMachine.Branch;
import io.ftqueue.group.replication.StateMachine.MalformedStateException;
import io.ftqueue.queue.image.ImageReader;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.merge.BranchImage;
import io.ftqueue.queue.merge.MergeReport;
import io.ftqueue.queue.merge.OwnState;
import io.ftqueue.queue.merge.StateJoin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a state from the own one and what other components tell of theirs. */
final class StateRestoration implements StateMachine.Restoration {

    private final List<Branch> announced;
    private final List<BranchImage> branches = new ArrayList<>();
    private final List<ImageReader> readers = new ArrayList<>();
    private final RestoredState restored = new RestoredState();
    private final int own;
    private final Context known;
    private final StateSnapshot mine;
    private final Use use;
    private @Nullable StateJoin join;

    /** Takes the new state, and what the merge did if there was one. */
    interface Use {
        void become(RestoredState state, @Nullable MergeReport report);
    }

    StateRestoration(List<Branch> branches, int own, Context known, StateSnapshot mine, Use use) {
        this.announced = branches;
        this.own = own;
        this.known = known;
        this.mine = mine;
        this.use = use;
        for (Branch branch : branches) {
            var image = new BranchImage(branch);
            this.branches.add(image);
            readers.add(new ImageReader(image));
        }
    }

    @Override
    public void add(int branch, byte[] piece) throws MalformedStateException {
        readers.get(branch).add(piece);
    }

    @Override
    public boolean work() throws MalformedStateException {
        StateJoin current = join;
        if (current == null) {
            join = start();
            return false;
        }
        if (!current.work()) {
            return false;
        }
        restored.finish();
        return true;
    }

    private StateJoin start() throws MalformedStateException {
        for (int i = 0; i < branches.size(); i++) {
            if (i == own) {
                tellMine(branches.get(i));
            } else if (!readers.get(i).isComplete()) {
                throw new MalformedStateException(
                        i, "the state of " + announced.get(i).donor() + " was not told to its end");
            }
        }
        return new StateJoin(branches, own, known, ownState(), restored);
    }

    private OwnState ownState() {
        var parts = new OwnState();
        // A state that does not count must not be mixed with the others, whatever is in it.
        if (!known.isBlank()) {
            mine.queues().forEach(parts::add);
            mine.sessions().forEachRemaining(parts::add);
            mine.texts().forEachRemaining(parts::add);
            mine.pops().forEach(parts::add);
        }
        return parts;
    }

    private void tellMine(BranchImage image) {
        image.head(mine.head());
        mine.queues().forEach(image::queue);
        mine.sessions().forEachRemaining(image::session);
        mine.texts().forEachRemaining(image::text);
        mine.pops().forEach(image::pop);
        Key forgotten = mine.popsForgottenUpTo();
        if (forgotten != null) {
            image.popsForgotten(forgotten);
        }
    }

    @Override
    public void complete() {
        use.become(restored, join == null ? null : join.report());
    }
}
