package io.ftqueue.queue.merge;

import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.PopRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The pops that components remember, as one log; and the items that were popped on several sides. */
final class PopJoin {

    private final List<BranchImage> branches;

    /** By place ascending, with the components that have executed each as bits. */
    private final TreeMap<Key, PopRecord> pops = new TreeMap<>();

    private final Map<Key, Long> executedBy = new HashMap<>();

    PopJoin(List<BranchImage> branches) {
        this.branches = branches;
        for (int i = 0; i < branches.size(); i++) {
            for (PopRecord pop : branches.get(i).pops()) {
                pops.put(pop.place(), pop);
                executedBy.merge(pop.place(), executors(i, pop.place()), (mine, more) -> mine | more);
            }
        }
        while (pops.size() > PopRecord.MAX_REMEMBERED) {
            pops.pollFirstEntry();
        }
    }

    private long executors(int holder, Key place) {
        long bits = 1L << holder;
        for (int i = 0; i < branches.size(); i++) {
            boolean knows = branches.get(i)
                    .branch()
                    .context()
                    .knows(
                            place.configuration(),
                            place.slot(),
                            branches.get(holder).branch().context());
            bits |= knows ? 1L << i : 0;
        }
        return bits;
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
            byItem.computeIfAbsent(pop.item(), item -> new ArrayList<>(1)).add(pop);
        }
        Map<Label, List<MergeReport.Duplicate>> duplicates = new HashMap<>();
        byItem.forEach((item, all) -> {
            List<PopRecord> apart = apart(all);
            if (!apart.isEmpty()) {
                List<MergeReport.Popper> poppers = apart.stream()
                        .map(pop -> new MergeReport.Popper(pop.popper(), pop.text()))
                        .distinct()
                        .toList();
                duplicates
                        .computeIfAbsent(apart.get(0).label(), label -> new ArrayList<>())
                        .add(new MergeReport.Duplicate(item, poppers));
            }
        });
        return duplicates;
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
        long all = branches.size() == Long.SIZE ? -1 : (1L << branches.size()) - 1;
        for (BranchImage branch : branches) {
            List<PopRecord> log = branch.pops();
            if (log.size() >= PopRecord.MAX_REMEMBERED
                    && executedBy.getOrDefault(log.get(0).place(), all) != all) {
                return true;
            }
        }
        return false;
    }
}
