package io.ftqueue.group.replication;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of one configuration (Amir and Tutu's exchange states): every member announces its state in the total
 * order, and at the last announcement, the same slot everywhere, all draw the same conclusion from the same contexts.
 */
final class Exchange {

    private final Configuration configuration;
    private final TreeMap<MemberId, StateAnnouncement> announced = new TreeMap<>();

    /**
     * A state that no other member's state dominates.
     *
     * @param context what it has executed
     * @param holders the members that have it, ascending
     */
    record BranchHolders(Context context, List<MemberId> holders) {

        /** The member that hands the state out. */
        MemberId donor() {
            return holders.get(0);
        }
    }

    Exchange(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Takes an announcement; true if it was the last. A member's first one counts. */
    boolean announced(MemberId member, StateAnnouncement announcement) {
        return announced.putIfAbsent(member, announcement) == null && announced.size() == configuration.size();
    }

    /** The branches, by their donors ascending; at least one. */
    List<BranchHolders> branches() {
        List<BranchHolders> branches = new ArrayList<>();
        for (var entry : announced.entrySet()) {
            Context context = entry.getValue().context();
            if (isMaximal(context) && find(branches, context) == null) {
                branches.add(new BranchHolders(context, holdersOf(entry.getValue())));
            }
        }
        return branches;
    }

    /**
     * The members whose context is maximal and who nevertheless do not have that branch's state: never, if all is
     * well.
     */
    List<MemberId> diverged() {
        List<MemberId> diverged = new ArrayList<>();
        for (BranchHolders branch : branches()) {
            for (var entry : announced.entrySet()) {
                if (entry.getValue().context().equals(branch.context())
                        && !branch.holders().contains(entry.getKey())) {
                    diverged.add(entry.getKey());
                }
            }
        }
        return diverged;
    }

    private boolean isMaximal(Context context) {
        for (StateAnnouncement other : announced.values()) {
            if (!other.context().equals(context) && other.context().dominates(context)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable BranchHolders find(List<BranchHolders> branches, Context context) {
        for (BranchHolders branch : branches) {
            if (branch.context().equals(context)) {
                return branch;
            }
        }
        return null;
    }

    private List<MemberId> holdersOf(StateAnnouncement state) {
        List<MemberId> holders = new ArrayList<>();
        announced.forEach((member, announcement) -> {
            if (announcement.equals(state)) {
                holders.add(member);
            }
        });
        return holders;
    }
}
