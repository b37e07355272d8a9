package io.ftqueue.group.replication;

import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;

/**
 * How the members of a configuration part when their states must not be merged. Everyone goes on with those of its side
 * and bars all others. Worked out by each member from what all know, and so the same at every one.
 *
 * @param sides the sides, each ascending; one if nobody has to part
 * @param reason why they part, in words; empty if they do not
 */
record Sides(List<List<MemberId>> sides, String reason) {

    Sides {
        sides = List.copyOf(sides);
    }

    /** The sides of members of which some announced what cannot be merged: each is with the first it fits to. */
    static Sides of(Decision decision) {
        List<List<MemberId>> sides = new ArrayList<>();
        String reason = "";
        for (MemberId member : decision.members()) {
            List<MemberId> fitting = null;
            for (List<MemberId> side : sides) {
                String conflict = conflict(decision, side, member);
                if (conflict.isEmpty() && fitting == null) {
                    fitting = side;
                } else if (reason.isEmpty()) {
                    reason = conflict;
                }
            }
            if (fitting == null) {
                fitting = new ArrayList<>();
                sides.add(fitting);
            }
            fitting.add(member);
        }
        return new Sides(sides, sides.size() > 1 ? reason : "");
    }

    /**
     * The sides when a member has refused the state of a branch: those of the branch and all others; or, if the member
     * was itself about to take that state for its own, the member and all others.
     */
    static Sides refused(Decision decision, MemberId refuser, int branch, String reason) {
        boolean own = decision.side(refuser) == branch;
        List<MemberId> apart = decision.members().stream()
                .filter(member -> own ? member.equals(refuser) : decision.side(member) == branch)
                .toList();
        List<MemberId> rest = decision.members().stream()
                .filter(member -> !apart.contains(member))
                .toList();
        return new Sides(List.of(apart, rest), reason);
    }

    /** Whether anybody has to part. */
    boolean part() {
        return sides.size() > 1;
    }

    /** All that a member has to bar: those that are not on its side. */
    List<MemberId> others(MemberId self) {
        List<MemberId> others = new ArrayList<>();
        for (List<MemberId> side : sides) {
            if (!side.contains(self)) {
                others.addAll(side);
            }
        }
        others.sort(null);
        return others;
    }

    private static String conflict(Decision decision, List<MemberId> side, MemberId member) {
        for (MemberId other : side) {
            String conflict = decision.conflict(other, member);
            if (!conflict.isEmpty()) {
                return conflict;
            }
        }
        return "";
    }
}
