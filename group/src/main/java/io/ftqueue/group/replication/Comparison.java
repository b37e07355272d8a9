package io.ftqueue.group.replication;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which members' states contain which. Domination of histories that were cut short is sound, but what can no longer be
 * told directly may still be told by way of a third: so this is its transitive closure.
 */
final class Comparison {

    private final TreeMap<MemberId, Integer> places = new TreeMap<>();
    private final boolean[][] covers;

    Comparison(SortedMap<MemberId, Context> executed) {
        List<Context> contexts = new ArrayList<>();
        executed.forEach((member, context) -> {
            int place = contexts.indexOf(context);
            places.put(member, place < 0 ? contexts.size() : place);
            if (place < 0) {
                contexts.add(context);
            }
        });
        int count = contexts.size();
        covers = new boolean[count][count];
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                covers[a][b] = a == b || contexts.get(a).dominates(contexts.get(b));
            }
        }
        for (int by = 0; by < count; by++) {
            for (int a = 0; a < count; a++) {
                for (int b = 0; b < count; b++) {
                    covers[a][b] |= covers[a][by] && covers[by][b];
                }
            }
        }
    }

    /** Whether all that {@code other} has executed was executed by {@code one}. */
    boolean covers(MemberId one, MemberId other) {
        return covers[place(one)][place(other)];
    }

    /** Whether both have executed the same. */
    boolean same(MemberId one, MemberId other) {
        return covers(one, other) && covers(other, one);
    }

    /** Whether no other has executed all that this one has, and more. */
    boolean isMaximal(MemberId member) {
        return places.keySet().stream().allMatch(other -> !covers(other, member) || covers(member, other));
    }

    private int place(MemberId member) {
        return places.getOrDefault(member, 0);
    }
}
