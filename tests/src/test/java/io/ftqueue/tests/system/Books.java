package io.ftqueue.tests.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What clients of several components have pushed to one queue and got from it, and whether one queue can come of that
 * when the components merge: everything acknowledged that nobody got is there, once, and each origin's items are in
 * their order. An item that was there before the cut can be popped by every side; nothing else comes twice.
 */
final class Books {

    /** The origin of what everybody had before the cut. */
    static final String BEFORE = "before";

    private record Push(String origin, boolean shared) {}

    private record Receipt(String side, boolean late) {}

    private final String label;

    /** By item, in the order of the pushes. */
    private final Map<String, Push> pushed = new LinkedHashMap<>();

    private final Map<String, List<Receipt>> received = new LinkedHashMap<>();
    private final Set<String> destroyed = new HashSet<>();

    Books(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /**
     * A push was acknowledged.
     *
     * @param origin whose items must stay in their order
     * @param shared whether more than one side may have it: it was pushed before the cut, or while that happened
     */
    void pushed(String item, String origin, boolean shared) {
        if (pushed.put(item, new Push(origin, shared)) != null) {
            throw new IllegalArgumentException("pushed twice: " + item);
        }
    }

    /** A client of that side got an item; late: when the components were one again. */
    void popped(String item, String side, boolean late) {
        received.computeIfAbsent(item, any -> new ArrayList<>()).add(new Receipt(side, late));
    }

    /** The queue was destroyed by a side that had all that was pushed so far. */
    void destroyed() {
        destroyed.addAll(pushed.keySet());
    }

    /** What must be in the queue after the merge, in the order of the pushes. */
    List<String> live() {
        return pushed.keySet().stream()
                .filter(item -> !received.containsKey(item) && !destroyed.contains(item))
                .toList();
    }

    /** What more than one side has popped. */
    Set<String> duplicates() {
        return received.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is wrong with that, and with what came out in the end. */
    List<String> complaints(List<String> drained) {
        List<String> complaints = new ArrayList<>();
        complainOfReceipts(complaints);
        var seen = new HashSet<String>();
        for (String item : drained) {
            if (!seen.add(item)) {
                complaints.add(label + ": " + item + " is there twice");
            } else if (!pushed.containsKey(item)) {
                complaints.add(label + ": " + item + " was not pushed there");
            } else if (received.containsKey(item)) {
                complaints.add(label + ": " + item + " is back, after " + received.get(item));
            } else if (destroyed.contains(item)) {
                complaints.add(label + ": " + item + " is back though it was destroyed");
            }
        }
        for (String item : live()) {
            if (!seen.contains(item)) {
                complaints.add(label + ": " + item + " of " + pushed.get(item) + " is lost");
            }
        }
        complainOfOrder(drained, complaints);
        return complaints;
    }

    private void complainOfReceipts(List<String> complaints) {
        received.forEach((item, receipts) -> {
            Push push = pushed.get(item);
            long sides = receipts.stream().map(Receipt::side).distinct().count();
            if (push == null) {
                complaints.add(label + ": " + item + " was popped and not pushed there: " + receipts);
            } else if (receipts.size() > 1
                    && (!push.shared
                            || sides < receipts.size()
                            || receipts.stream().anyMatch(Receipt::late))) {
                complaints.add(label + ": " + item + " of " + push + " came twice: " + receipts);
            }
        });
    }

    private void complainOfOrder(List<String> drained, List<String> complaints) {
        var places = new HashMap<String, Integer>();
        pushed.keySet().forEach(item -> places.put(item, places.size()));
        Map<String, String> last = new HashMap<>();
        for (String item : drained) {
            if (!pushed.containsKey(item)) {
                continue;
            }
            String origin = pushed.get(item).origin;
            String before = last.put(origin, item);
            if (before != null && places.get(before) > places.get(item)) {
                complaints.add(label + ": " + item + " came after " + before);
            }
            if (origin.equals(BEFORE) && last.size() > 1) {
                complaints.add(label + ": " + item + " came after what was pushed later: " + last);
            }
        }
    }
}
