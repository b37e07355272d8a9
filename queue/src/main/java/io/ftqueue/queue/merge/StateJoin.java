package io.ftqueue.queue.merge;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.replication.StateMachine.Branch;
import io.ftqueue.group.replication.StateMachine.MalformedStateException;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.ImageHead;
import io.ftqueue.queue.image.ImageSink;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.QueueImage;
import io.ftqueue.queue.image.StateHash;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The join of the states of components, by the identity of items: nothing is executed again.
 *
 * <ul>
 *   <li>An item stays unless a component that does not have it has executed its push: then it was popped or destroyed
 *       there. What a component has popped and could take back counts as being there.
 *   <li>A pop takes one item, however many components have executed it: see {@link OutcomeJoin}.
 *   <li>A queue goes if one side destroyed it and no other has pushed to it or created it since.
 *   <li>There is one queue to a label. All its ids stay valid, and it is known by the lowest.
 *   <li>The items of a queue are in the order of their keys, which keeps the order of each side.
 * </ul>
 *
 * <p>Joining is commutative, associative and idempotent. It is done in short steps, from the own state and what the
 * other components have told of what it does not have. The join of one component with a state that it contains is the
 * component.
 */
public final class StateJoin {

    /** Items at a step: some milliseconds. */
    private static final int ITEMS_AT_ONCE = 16_384;

    /** Pops at a step, likewise. */
    private static final int POPS_AT_ONCE = 4_096;

    private final List<BranchImage> branches;
    private final ItemJoin items;
    private final QueueJoin queues;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private final Map<RequestKey, Integer> candidates = new LinkedHashMap<>();
    private final long clockMicros;
    private final LimboJoin limbo;
    private final HistoryJoin history;
    private final PopJoin pops;
    private @Nullable MergeReport report;
    private boolean lookEverywhere;
    private int place;

    /** A part of the work. */
    private interface Step {
        /** Goes on with it; true if it is done. */
        boolean run() throws MalformedStateException;
    }

    /**
     * A join that is to be done.
     *
     * @param branches the components; each has been told but for the own one, which is as it is
     * @param own which of them has the own state; -1 if none has
     * @param ownContext what the own state has executed
     * @param ownState what it has of that which the other components have left out
     * @param sink takes the joined state
     */
    public StateJoin(List<BranchImage> branches, int own, Context ownContext, OwnState ownState, ImageSink sink) {
        this.branches = branches;
        var labels = new TreeSet<Label>(ownState.labels());
        branches.forEach(branch -> labels.addAll(branch.queues().keySet()));
        items = new ItemJoin(branches, own, ownContext, ownState, labels.iterator());
        queues = new QueueJoin(branches, items);
        long clock = 0;
        for (BranchImage branch : branches) {
            clock = Math.max(clock, branch.head().clientClockMicros());
        }
        clockMicros = clock;
        limbo = new LimboJoin((branch, item) -> items.knownTo(branch, item) | items.executedBy(item, items.all()));
        history = new HistoryJoin(clock, limbo);
        steps.add(() -> items.step(ITEMS_AT_ONCE));
        steps.add(this::verify);
        addHistorySteps();
        steps.add(() -> overItems(this::noteCandidate));
        steps.add(() -> candidates.isEmpty() || overItems(this::uniteWithCandidate));
        steps.add(() -> limbo.isEmpty() || overItems(this::moveToLimbo));
        steps.add(this::decideLimbo);
        steps.add(() -> queues.step(limbo, ITEMS_AT_ONCE));
        pops = new PopJoin(branches, ownState.pops(), ownContext, history::fateOf);
        addTellingSteps(sink);
    }

    /**
     * Does a short step.
     *
     * @return true if the joined state has been told
     * @throws MalformedStateException if a component's state does not have the hash that was announced
     */
    public boolean work() throws MalformedStateException {
        Step step = steps.peek();
        if (step != null && step.run()) {
            place = 0;
            steps.remove();
        }
        return steps.isEmpty();
    }

    /** What the join did; null if there was one component, so that there was nothing to join. */
    public @Nullable MergeReport report() {
        return report;
    }

    /** What was told and what was found out must make up the states that were announced. */
    private boolean verify() throws MalformedStateException {
        for (int i = 0; i < branches.size(); i++) {
            BranchImage branch = branches.get(i);
            Branch announced = branch.branch();
            long queuesHash = 0;
            for (QueueImage queue : branch.queues().values()) {
                queuesHash += queue.stateHash(items.itemsHash(queue, i));
                if (items.goneHere(queue, i) < 0) {
                    throw new MalformedStateException(
                            i,
                            "the state of " + announced.donor() + " leaves out " + queue.untoldCount()
                                    + " items of a queue that are others here");
                }
            }
            long hash = StateHash.of(queuesHash, branch.sessionsHash(), branch.textsHash());
            if (hash != announced.stateHash()) {
                throw new MalformedStateException(
                        i,
                        "the state of " + announced.donor() + " has the hash "
                                + Long.toHexString(hash) + " instead of the announced "
                                + Long.toHexString(announced.stateHash()));
            }
        }
        return true;
    }

    private void addHistorySteps() {
        for (int i = 0; i < branches.size(); i++) {
            int branch = i;
            BranchImage image = branches.get(i);
            add(() -> image.sessions().values().iterator(), session -> {
                limbo.add(branch, session);
                history.add(image, session);
            });
            add(() -> image.texts().values().iterator(), text -> {
                limbo.add(branch, text);
                history.add(image, text);
            });
        }
        add(history::clients, history::join);
        add(history::requests, history::joinRequest);
        steps.add(() -> {
            if (branches.size() > 1) {
                history.sort();
            }
            for (LimboItem limboItem : limbo.all()) {
                lookEverywhere |= limboItem.mask == 0;
            }
            return true;
        });
    }

    private void addTellingSteps(ImageSink sink) {
        steps.add(() -> {
            long slotMicros = 0;
            for (BranchImage branch : branches) {
                slotMicros = Math.max(slotMicros, branch.head().slotMicros());
            }
            sink.head(new ImageHead(clockMicros, slotMicros));
            return true;
        });
        add(() -> queues.joined().iterator(), sink::queue);
        add(history::sessions, session -> sink.session(history.settled(session)));
        add(history::texts, text -> sink.text(history.settled(text)));
        steps.add(() -> pops.step(POPS_AT_ONCE));
        add(pops::joined, sink::pop);
        steps.add(() -> tellForgotten(sink));
    }

    /** Does something with some things at a step. */
    private <T> void add(Supplier<Iterator<T>> things, Consumer<T> to) {
        steps.add(new Step() {
            private @Nullable Iterator<T> rest;

            @Override
            public boolean run() {
                Iterator<T> next = rest == null ? things.get() : rest;
                rest = next;
                return Portions.take(next, to);
            }
        });
    }

    /** Does something for the next items; true if it was done for all. */
    private boolean overItems(ItemVisitor visitor) {
        int before = Math.min(items.length(), place + ITEMS_AT_ONCE);
        for (; place < before; place++) {
            Item item = items.item(place);
            if (item != null) {
                visitor.visit(place, item);
            }
        }
        return place == items.length();
    }

    /** Looks at an item that is there. */
    private interface ItemVisitor {
        void visit(int place, Item item);
    }

    /**
     * An item can be twice in the row if some push was executed by several components, each for itself, or if each of
     * them has moved it.
     */
    private void noteCandidate(int at, Item item) {
        if (items.mask(at) == items.all()) {
            return;
        }
        boolean executedElsewhere = items.noteExecuted(at);
        if (executedElsewhere || item.otherPlaces() != null || item.isMoved()) {
            Integer twin = candidates.putIfAbsent(item.identity(), at);
            if (twin != null) {
                items.unite(twin, at);
                candidates.put(item.identity(), items.item(at) == null ? twin : at);
            }
        }
    }

    private void uniteWithCandidate(int at, Item item) {
        Integer twin = items.mask(at) == items.all() ? null : candidates.get(item.identity());
        if (twin != null && twin != at) {
            items.unite(twin, at);
            candidates.put(item.identity(), items.item(at) == null ? twin : at);
        }
    }

    /** What somebody has popped and could take back is decided apart from the rest. */
    private void moveToLimbo(int at, Item item) {
        LimboItem popped = lookEverywhere || items.mask(at) != items.all() ? limbo.find(item.identity()) : null;
        // Where a pop holds it, what is in the queue is another: brought by a push that came again after its session
        // ended.
        if (popped != null && (popped.heldMask & items.mask(at)) == 0) {
            popped.item = popped.item.join(item);
            popped.liveMask |= items.mask(at);
            popped.mask |= items.mask(at);
            popped.known |= items.mask(at) | items.knownElsewhere(at);
            items.remove(at);
        }
    }

    private boolean decideLimbo() {
        limbo.all().forEach(popped -> popped.decide(items.all()));
        return true;
    }

    private boolean tellForgotten(ImageSink sink) {
        Key forgotten = pops.forgottenUpTo();
        if (forgotten != null) {
            sink.popsForgotten(forgotten);
        }
        if (branches.size() > 1) {
            report = queues.report(pops);
        }
        return true;
    }
}
