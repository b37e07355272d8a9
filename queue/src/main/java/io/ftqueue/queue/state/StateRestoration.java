package io.ftqueue.queue.state;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.replication.StateMachine;
import io.ftqueue.group.replication.StateMachine.MalformedStateException;
import io.ftqueue.queue.image.ImageReader;
import io.ftqueue.queue.merge.BranchImage;
import io.ftqueue.queue.merge.StateJoin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds a state from the images of branches: one straight into the form for use, several by way of their join. */
final class StateRestoration implements StateMachine.Restoration {

    private final RestoredState restored = new RestoredState();
    private final Consumer<RestoredState> use;

    /** What is to be joined; empty if there is one branch. */
    private final List<BranchImage> branches = new ArrayList<>();

    private final List<ImageReader> readers = new ArrayList<>();

    /** Hands the state to {@code use} in the end. */
    StateRestoration(List<Context> contexts, Consumer<RestoredState> use) {
        this.use = use;
        if (contexts.size() == 1) {
            readers.add(new ImageReader(restored));
            return;
        }
        for (Context context : contexts) {
            var branch = new BranchImage(context);
            branches.add(branch);
            readers.add(new ImageReader(branch));
        }
    }

    @Override
    public void add(int branch, byte[] piece) throws MalformedStateException {
        readers.get(branch).add(piece);
    }

    @Override
    public void complete() throws MalformedStateException {
        for (ImageReader reader : readers) {
            reader.requireEnd();
        }
        if (!branches.isEmpty()) {
            StateJoin.join(branches, restored);
        }
        use.accept(restored);
    }
}
