package io.ftqueue.queue.merge;

import io.ftqueue.group.model.Context;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.KnownSlots;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.PopRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The pops that components remember, as one log; and the items that were popped on several sides. */
final class PopJoin {

    private final List<BranchImage> branches;
    private final Function<PopRecord, PopFate> fates;

    /** The components as bits. */
    private final long all;

    /** By component, and by the component in whose state a place is found: what the first knows of the second. */
    private final KnownSlots[][] known;

    /** What is still to be put in the row: of each component, and at last of the own state; by place ascending. */
    private final List<List<PopRecord>> sources = new ArrayList<>();

    /** By source, what comes next. */
    private final int[] at;

    /** What each component knows of the own state. */
    private final KnownSlots[] ofOwn;

    /** By place ascending; the last of them are remembered. */
    private final List<PopRecord> pops = new ArrayList<>();

    /** Those that not all components have executed: in the others there is nothing to find. */
    private final List<Remembered> oneSided = new ArrayList<>();

    private int firstRemembered;
    private @Nullable Key forgottenUpTo;
    private boolean mayHaveForgotten;

    /** A pop and the components that have executed it, as bits. */
    private static final class Remembered {

        private final PopRecord pop;
        private final long executors;
        /** Its place in the row. */
        private final int index;

        private Remembered(PopRecord pop, long executors, int index) {
            this.pop = pop;
            this.executors = executors;
            this.index = index;
        }
    }

    /**
     * Of what components remember.
     *
     * @param own what the own state remembers, which components have left out
     * @param ownContext what the own state has executed
     * @param fates what became of each pop
     */
    PopJoin(List<BranchImage> branches, List<PopRecord> own, Context ownContext, Function<PopRecord, PopFate> fates) {
        this.branches = branches;
        this.fates = fates;
        int count = branches.size();
        this.all = count == Long.SIZE ? -1 : (1L << count) - 1;
        this.known = new KnownSlots[count][count];
        this.ofOwn = new KnownSlots[count];
        for (int i = 0; i < count; i++) {
            Context knower = context(i);
            ofOwn[i] = new KnownSlots(knower, ownContext);
            for (int holder = 0; holder < count; holder++) {
                known[i][holder] = new KnownSlots(knower, context(holder));
            }
        }
        for (int i = 0; i < count; i++) {
            sources.add(inOrder(branches.get(i).pops()));
            noteForgottenBy(i);
        }
        sources.add(inOrder(own));
        this.at = new int[sources.size()];
    }

    private Context context(int branch) {
        return branches.get(branch).branch().context();
    }

    /** They mostly are. */
    private static List<PopRecord> inOrder(List<PopRecord> told) {
        var sorted = new ArrayList<>(told);
        sorted.sort(Comparator.comparing(PopRecord::place));
        return sorted;
    }

    /** Goes on to put so many more pops in the row; true when all are there. */
    boolean step(int count) {
        for (int i = 0; i < count; i++) {
            PopRecord lowest = lowest();
            if (lowest == null) {
                finish();
                return true;
            }
            long executors = takeExecutors(lowest.place());
            if (executors != 0) {
                if (executors != all) {
                    oneSided.add(new Remembered(lowest, executors, pops.size()));
                }
                pops.add(lowest);
            }
        }
        return false;
    }

    private @Nullable PopRecord lowest() {
        PopRecord lowest = null;
        for (int i = 0; i < at.length; i++) {
            List<PopRecord> source = sources.get(i);
            if (at[i] < source.size()) {
                PopRecord next = source.get(at[i]);
                if (lowest == null || next.place().compareTo(lowest.place()) < 0) {
                    lowest = next;
                }
            }
        }
        return lowest;
    }

    /** Takes what the sources have at that place; the components that have executed it, as bits. */
    private long takeExecutors(Key place) {
        long executors = 0;
        for (int i = 0; i < at.length; i++) {
            List<PopRecord> source = sources.get(i);
            while (at[i] < source.size() && source.get(at[i]).place().equals(place)) {
                at[i]++;
                executors |= i == branches.size() ? executorsOfOwn(place) : executors(place, i);
            }
        }
        return executors;
    }

    private void finish() {
        firstRemembered = Math.max(0, pops.size() - PopRecord.MAX_REMEMBERED);
        if (firstRemembered > 0) {
            noteForgotten(pops.get(firstRemembered - 1).place());
            oneSided.removeIf(remembered -> remembered.index < firstRemembered);
        }
    }

    private void noteForgottenBy(int branch) {
        Key forgotten = branches.get(branch).popsForgottenUpTo();
        if (forgotten != null) {
            mayHaveForgotten |= executors(forgotten, branch) != all;
            noteForgotten(forgotten);
        }
    }

    private void noteForgotten(Key place) {
        forgottenUpTo = forgottenUpTo == null ? place : Key.max(forgottenUpTo, place);
    }

    /** The components that are known to have executed the operation at that place of one of them, as bits. */
    private long executors(Key place, int holder) {
        long bits = 1L << holder;
        for (int i = 0; i < branches.size(); i++) {
            bits |= known[i][holder].contain(place.configuration(), place.slot()) ? 1L << i : 0;
        }
        return bits;
    }

    /** The components that have executed an own pop; and what they, who left it out, would have told of it. */
    private long executorsOfOwn(Key place) {
        long executors = 0;
        for (int i = 0; i < ofOwn.length; i++) {
            if (ofOwn[i].contain(place.configuration(), place.slot())) {
                executors |= executors(place, i);
            }
        }
        return executors;
    }

    /** Up to which place no pop is remembered; null if all are. */
    @Nullable
    Key forgottenUpTo() {
        return forgottenUpTo;
    }

    /** The last pops, by place ascending. */
    Iterator<PopRecord> joined() {
        return pops.subList(firstRemembered, pops.size()).iterator();
    }

    /**
     * The items that were popped by different operations on sides that did not know of each other, by label and by the
     * place of the first pop.
     */
    Map<Label, List<MergeReport.Duplicate>> duplicates() {
        Map<RequestKey, Object> first = new LinkedHashMap<>();
        Map<RequestKey, List<Remembered>> several = new LinkedHashMap<>();
        for (Remembered remembered : oneSided) {
            Object before = first.putIfAbsent(remembered.pop.item(), remembered);
            if (before instanceof Remembered other) {
                several.computeIfAbsent(remembered.pop.item(), item -> new ArrayList<>(List.of(other)))
                        .add(remembered);
            }
        }
        Map<Label, List<MergeReport.Duplicate>> duplicates = new LinkedHashMap<>();
        several.forEach((item, all) -> {
            all.removeIf(remembered -> fates.apply(remembered.pop) != PopFate.RECEIVED);
            List<PopRecord> apart = apart(all);
            if (!apart.isEmpty()) {
                List<MergeReport.Popper> poppers = apart.stream()
                        .map(pop -> new MergeReport.Popper(pop.popper(), pop.kind() == PopRecord.Kind.TEXT))
                        .distinct()
                        .toList();
                duplicates
                        .computeIfAbsent(apart.get(0).label(), label -> new ArrayList<>())
                        .add(new MergeReport.Duplicate(item, poppers));
            }
        });
        return duplicates;
    }

    /**
     * The items that went back in some component, and not before all, although their clients may have them; by label.
     */
    Map<Label, List<RequestKey>> returned() {
        Map<Label, List<RequestKey>> returned = new LinkedHashMap<>();
        for (Remembered remembered : oneSided) {
            PopRecord pop = remembered.pop;
            if (fates.apply(pop) == PopFate.IN_DOUBT) {
                returned.computeIfAbsent(pop.label(), label -> new ArrayList<>())
                        .add(pop.item());
            }
        }
        return returned;
    }

    /** Those of the pops of one item of which no component has executed both this one and another one. */
    private static List<PopRecord> apart(List<Remembered> all) {
        List<PopRecord> apart = new ArrayList<>();
        for (Remembered one : all) {
            for (Remembered other : all) {
                boolean different = !one.pop.popper().equals(other.pop.popper());
                if (different && (one.executors & other.executors) == 0) {
                    apart.add(one.pop);
                    break;
                }
            }
        }
        return apart;
    }

    /** Whether a component has popped more on its own than it remembers. */
    boolean mayHaveForgotten() {
        return mayHaveForgotten;
    }
}
