package io.ftqueue.queue.merge;

import io.ftqueue.group.model.Context;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.PopRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The pops that components remember, as one log; and the items that were popped on several sides. */
final class PopJoin {

    private final List<BranchImage> branches;
    private final Function<PopRecord, PopFate> fates;

    /** By place ascending, with the components that have executed each as bits. */
    private final TreeMap<Key, PopRecord> pops = new TreeMap<>();

    private final Map<Key, Long> executedBy = new LinkedHashMap<>();

    private @Nullable Key forgottenUpTo;
    private boolean mayHaveForgotten;

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
        for (int i = 0; i < branches.size(); i++) {
            BranchImage branch = branches.get(i);
            for (PopRecord pop : branch.pops()) {
                add(pop, 1L << i | executors(pop.place(), branch.branch().context()));
            }
            Key forgotten = branch.popsForgottenUpTo();
            if (forgotten != null) {
                mayHaveForgotten |= executors(forgotten, branch.branch().context()) != all(branches.size());
                noteForgotten(forgotten);
            }
        }
        own.forEach(pop -> add(pop, executorsOfOwn(pop.place(), ownContext)));
        while (pops.size() > PopRecord.MAX_REMEMBERED) {
            noteForgotten(pops.pollFirstEntry().getKey());
        }
    }

    private void add(PopRecord pop, long executors) {
        if (executors != 0) {
            pops.put(pop.place(), pop);
            executedBy.merge(pop.place(), executors, (mine, more) -> mine | more);
        }
    }

    private void noteForgotten(Key place) {
        forgottenUpTo = forgottenUpTo == null ? place : Key.max(forgottenUpTo, place);
    }

    private static long all(int count) {
        return count == Long.SIZE ? -1 : (1L << count) - 1;
    }

    /** The components that are known to have executed the operation at that place, as bits. */
    private long executors(Key place, Context holder) {
        long bits = 0;
        for (int i = 0; i < branches.size(); i++) {
            Context context = branches.get(i).branch().context();
            bits |= context.knows(place.configuration(), place.slot(), holder) ? 1L << i : 0;
        }
        return bits;
    }

    /** The components that have executed an own pop; and what they, who left it out, would have told of it. */
    private long executorsOfOwn(Key place, Context ownContext) {
        long executors = executors(place, ownContext);
        for (long rest = executors; rest != 0; rest &= rest - 1) {
            Context holder =
                    branches.get(Long.numberOfTrailingZeros(rest)).branch().context();
            executors |= executors(place, holder);
        }
        return executors;
    }

    /** Up to which place no pop is remembered; null if all are. */
    @Nullable
    Key forgottenUpTo() {
        return forgottenUpTo;
    }

    /** The last pops, by place ascending. */
    Iterable<PopRecord> joined() {
        return pops.values();
    }

    /**
     * The items that were popped by different operations on sides that did not know of each other, by label and by the
     * place of the first pop.
     */
    Map<Label, List<MergeReport.Duplicate>> duplicates() {
        Map<RequestKey, List<PopRecord>> byItem = new LinkedHashMap<>();
        for (PopRecord pop : pops.values()) {
            if (fates.apply(pop) == PopFate.RECEIVED) {
                byItem.computeIfAbsent(pop.item(), item -> new ArrayList<>(1)).add(pop);
            }
        }
        Map<Label, List<MergeReport.Duplicate>> duplicates = new LinkedHashMap<>();
        byItem.forEach((item, all) -> {
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
        long all = all(branches.size());
        pops.forEach((place, pop) -> {
            if (executedBy.getOrDefault(place, all) != all && fates.apply(pop) == PopFate.IN_DOUBT) {
                returned.computeIfAbsent(pop.label(), label -> new ArrayList<>())
                        .add(pop.item());
            }
        });
        return returned;
    }

    /** Those of the pops of one item of which no component has executed both this one and another one. */
    private List<PopRecord> apart(List<PopRecord> all) {
        List<PopRecord> apart = new ArrayList<>();
        for (PopRecord pop : all) {
            for (PopRecord other : all) {
                boolean different = !pop.popper().equals(other.popper());
                if (different
                        && (executedBy.getOrDefault(pop.place(), 0L) & executedBy.getOrDefault(other.place(), 0L))
                                == 0) {
                    apart.add(pop);
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
