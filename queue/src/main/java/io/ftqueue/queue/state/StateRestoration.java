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
import io.ftqueue.queue.merge.Portions;
import io.ftqueue.queue.merge.StateJoin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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
    private final OwnState ownState = new OwnState();

    /** What is left of telling the own state, in steps. */
    private final ArrayDeque<BooleanSupplier> preparation = new ArrayDeque<>();

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
        prepare();
    }

    @Override
    public void add(int branch, byte[] piece) throws MalformedStateException {
        readers.get(branch).add(piece);
    }

    @Override
    public boolean work() throws MalformedStateException {
        if (!prepared()) {
            return false;
        }
        StateJoin current = join;
        if (current == null) {
            join = new StateJoin(branches, own, known, ownState, restored);
            return false;
        }
        if (!current.work()) {
            return false;
        }
        restored.finish();
        return true;
    }

    /** Goes on to tell the own state, which others have not told; true if all of it is there. */
    private boolean prepared() throws MalformedStateException {
        BooleanSupplier next = preparation.peek();
        if (next != null && next.getAsBoolean()) {
            preparation.remove();
        }
        if (next != null) {
            return false;
        }
        for (int i = 0; i < branches.size(); i++) {
            if (i != own && !readers.get(i).isComplete()) {
                throw new MalformedStateException(
                        i, "the state of " + announced.get(i).donor() + " was not told to its end");
            }
        }
        return true;
    }

    private void prepare() {
        BranchImage image = own < 0 ? null : branches.get(own);
        // A state that does not count must not be mixed with the others, whatever is in it.
        OwnState parts = known.isBlank() ? null : ownState;
        if (image != null) {
            image.head(mine.head());
            Key forgotten = mine.popsForgottenUpTo();
            if (forgotten != null) {
                image.popsForgotten(forgotten);
            }
        }
        prepare(mine.queues().iterator(), image == null ? null : image::queue, parts == null ? null : parts::add);
        prepare(mine.sessions(), image == null ? null : image::session, parts == null ? null : parts::add);
        prepare(mine.texts(), image == null ? null : image::text, parts == null ? null : parts::add);
        // Once: told as the own component's, too, it would only be found twice.
        prepare(mine.pops(), image == null || parts != null ? null : image::pop, parts == null ? null : parts::add);
    }

    private <T> void prepare(Iterator<T> parts, @Nullable Consumer<T> image, @Nullable Consumer<T> state) {
        if (image != null || state != null) {
            preparation.add(() -> Portions.take(parts, part -> {
                if (image != null) {
                    image.accept(part);
                }
                if (state != null) {
                    state.accept(part);
                }
            }));
        }
    }

    @Override
    public void complete() {
        use.become(restored, join == null ? null : join.report());
    }
}
