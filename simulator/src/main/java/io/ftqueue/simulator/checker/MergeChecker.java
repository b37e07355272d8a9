package io.ftqueue.simulator.checker;

import static io.ftqueue.simulator.checker.Violation.require;

import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.simulator.checker.Call.Identity;
import io.ftqueue.simulator.checker.StateChecker.Regime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What clients can demand however often the cluster was split and merged, by their books: closed when the run has ended
 * and one client has emptied all queues.
 *
 * <ul>
 *   <li>M1 what was acknowledged is received, or was destroyed by someone who had seen it, or taken by a pop in doubt
 *   <li>M2 a pop in doubt, whose client has no answer, takes one item at most
 *   <li>M3 what comes out was put into that queue, and nothing comes out twice at the end
 *   <li>M4 what was pushed by someone who had seen another push comes out after it
 *   <li>M7 an id is above 0 and names the queue of one label for ever
 *   <li>M8 an item that was received twice was reported, and what is reported as popped twice was
 *   <li>M9 what was destroyed by someone who had seen it does not come back, and what nobody has destroyed stays
 * </ul>
 *
 * <p>Where too many servers crashed, only M3 and M7 are left. Where operations were executed is known for many and
 * not for all; what is not known counts as whatever is allowed.
 */
public final class MergeChecker {

    private static final int NEIGHBOURS = 8;

    private final Regime regime;
    private final Histories histories;
    private final List<Call> drained;
    private final @Nullable List<Merge> merges;
    private final Consumer<String> counter;
    private final Map<Identity, Call> byIdentity = new LinkedHashMap<>();
    private final Map<Long, Books> byLabel = new TreeMap<>();

    /** By item: the pops that were reported to have taken it. */
    private final Map<Identity, Set<Identity>> reported = new LinkedHashMap<>();

    /** Items that went back to their queues, or may have: whoever says that not all is listed excuses much. */
    private final Set<Identity> returned = new LinkedHashSet<>();

    private boolean mayHaveMore;

    /** The calls on one label. */
    private static final class Books {
        private final Map<Long, Call> pushes = new LinkedHashMap<>();
        private final Map<Long, List<Call>> receipts = new LinkedHashMap<>();
        private final List<Call> destroys = new ArrayList<>();
        private final List<Call> inDoubt = new ArrayList<>();
        private final ExistenceChecker existence;

        private Books(ExistenceChecker existence) {
            this.existence = existence;
        }
    }

    /**
     * A checker of a run that has ended.
     *
     * @param calls of the whole run, in the order of their beginnings
     * @param drained those that emptied the queues, in order
     * @param merges what the servers reported; null if they report nothing
     * @param counter is told of every item that is "lost" or "resurrected"
     */
    public MergeChecker(
            Regime regime,
            Histories histories,
            List<Call> calls,
            List<Call> drained,
            @Nullable List<Merge> merges,
            Consumer<String> counter) {
        this.regime = regime;
        this.histories = histories;
        this.drained = drained;
        this.merges = merges;
        this.counter = counter;
        if (merges != null) {
            merges.forEach(this::enter);
        }
        calls.forEach(this::enter);
        drained.forEach(this::enter);
    }

    private void enter(Merge merge) {
        returned.addAll(merge.returned());
        mayHaveMore |= merge.mayHaveMore();
        for (Merge.Duplicate duplicate : merge.duplicates()) {
            reported.computeIfAbsent(duplicate.item(), any -> new LinkedHashSet<>())
                    .addAll(duplicate.poppers());
        }
    }

    private void enter(Call call) {
        byIdentity.put(call.identity(), call);
        Books books = books(call);
        books.existence.enter(call);
        Long item = call.item();
        switch (call.kind()) {
            case PUSH -> books.pushes.put(call.value(), call);
            case DESTROY -> books.destroys.add(call);
            case POP -> {
                if (item != null) {
                    books.receipts
                            .computeIfAbsent(item, any -> new ArrayList<>())
                            .add(call);
                } else if (call.result() == null) {
                    books.inDoubt.add(call);
                }
            }
            default -> {}
        }
    }

    private Books books(Call call) {
        return byLabel.computeIfAbsent(call.label(), label -> new Books(new ExistenceChecker(histories, counter)));
    }

    /** Throws a {@link Violation} if the books are wrong. */
    public void check() {
        checkIds();
        byLabel.values().forEach(MergeChecker::checkOrigins);
        checkDrained();
        if (regime == Regime.LOSSY) {
            return;
        }
        for (Books books : byLabel.values()) {
            checkKept(books);
            checkReceipts(books);
            checkDestroyed(books);
            books.existence.check();
        }
        checkOrder();
        checkReports();
    }

    private void checkIds() {
        Map<Long, Long> labels = new LinkedHashMap<>();
        for (Call call : byIdentity.values()) {
            Result result = call.result();
            boolean names = call.kind() == OperationKind.CREATE || call.kind() == OperationKind.LOOKUP;
            if (names && result != null && result.code() == ResultCode.OK) {
                require(result.number() >= 1, "M7", "no queue has that id: %s", call);
                Long other = labels.putIfAbsent(result.number(), call.label());
                require(
                        other == null || other == call.label(),
                        "M7",
                        "id %d stands for label %d and label %d",
                        result.number(),
                        call.label(),
                        other);
            }
        }
    }

    private static void checkOrigins(Books books) {
        books.receipts.forEach((item, pops) -> {
            Call push = books.pushes.get(item);
            for (Call pop : pops) {
                require(push != null && push.invokedAt() < pop.answeredAt(), "M3", "from nowhere: %s", pop);
            }
        });
    }

    private void checkDrained() {
        Map<Long, Call> out = new LinkedHashMap<>();
        for (Call call : drained) {
            Long item = call.item();
            if (item != null) {
                Call before = out.put(item, call);
                requireDead(before == null, "M3", "twice in one queue: %s and %s", before, call);
            }
        }
    }

    private void checkKept(Books books) {
        List<Call> missing = new ArrayList<>();
        for (Call push : books.pushes.values()) {
            if (push.succeeded() && !books.receipts.containsKey(push.value()) && !mayBeDestroyed(books, push)) {
                missing.add(push);
            }
        }
        Map<Call, Call> takers = new LinkedHashMap<>();
        List<Call> lost = missing.stream()
                .filter(push -> !findTaker(books, push, takers, new LinkedHashSet<>()))
                .toList();
        lost.forEach(push -> counter.accept("lost"));
        int doubts = books.inDoubt.size();
        require(lost.isEmpty() || doubts > 0, "M1", "acknowledged and lost: %s", lost);
        require(lost.isEmpty(), "M2", "lost, or one of %d pops in doubt took more than one: %s", doubts, lost);
    }

    /** What has come to its end does not come back. */
    private void requireDead(boolean condition, String rule, String message, @Nullable Object... values) {
        if (!condition) {
            counter.accept("resurrected");
        }
        require(condition, rule, message, values);
    }

    /** Gives each missing item a pop in doubt that may have taken it and no other (Kuhn's matching). */
    private static boolean findTaker(Books books, Call push, Map<Call, Call> takers, Set<Call> tried) {
        for (Call pop : books.inDoubt) {
            boolean may = !pop.isWatched() || pop.hasTaken(push.value());
            if (may && tried.add(pop)) {
                Call other = takers.get(pop);
                if (other == null || findTaker(books, other, takers, tried)) {
                    takers.put(pop, push);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean mayBeDestroyed(Books books, Call push) {
        return books.destroys.stream().anyMatch(destroy -> mayHaveSeen(destroy, push));
    }

    private boolean mayHaveSeen(Call destroy, Call push) {
        if (destroy.isWatched() && push.isWatched()) {
            return destroy.places().stream()
                    .anyMatch(there -> push.places().stream().anyMatch(here -> histories.maySee(there, here)));
        }
        if (!destroy.mayHaveRunTwice() && destroy.result() != null) {
            if (!destroy.succeeded() || destroy.answeredAt() < push.invokedAt()) {
                return false;
            }
        }
        Place there = destroy.onlyPlace();
        Place here = push.onlyPlace();
        return there == null || here == null || histories.maySee(there, here);
    }

    /** Whether the one was surely executed, once, by someone who had surely executed the other. */
    private boolean surelySaw(Call later, Call earlier) {
        Place there = later.onlyPlace();
        Place here = earlier.onlyPlace();
        return there != null && here != null && histories.surelySaw(there, here);
    }

    private void checkReceipts(Books books) {
        books.receipts.forEach((item, pops) -> {
            for (int i = 0; i < pops.size(); i++) {
                for (int j = 0; j < i; j++) {
                    checkReceipts(books.pushes.get(item), pops.get(j), pops.get(i));
                }
            }
        });
    }

    private void checkReceipts(@Nullable Call push, Call one, Call other) {
        requireDead(
                push == null || (!tookKnowing(one, other, push) && !tookKnowing(other, one, push)),
                "M8",
                "popped again by someone who knew: %s and %s",
                one,
                other);
        require(
                push == null || isReported(push, one, other),
                "M8",
                "received twice and not reported: %s and %s",
                one,
                other);
    }

    /** Whether the item was taken by someone who had seen the other pop take it, which was executed only once. */
    private boolean tookKnowing(Call later, Call earlier, Call push) {
        Place here = earlier.onlyPlace();
        List<Place> there = later.isWatched() ? later.placesOfTaking(push.value()) : List.of();
        return surelySaw(later, earlier)
                || (here != null && there.stream().anyMatch(place -> histories.surelySaw(place, here)));
    }

    private boolean isReported(Call push, Call one, Call other) {
        if (merges == null || mayHaveMore || returned.contains(push.identity())) {
            return true;
        }
        Set<Identity> poppers = reported.getOrDefault(push.identity(), Set.of());
        return poppers.contains(one.identity()) && poppers.contains(other.identity());
    }

    /** What is reported as popped twice was popped by two, from the queue into which it was pushed. */
    private void checkReports() {
        if (merges == null) {
            return;
        }
        for (Merge merge : merges) {
            for (Merge.Duplicate duplicate : merge.duplicates()) {
                Call push = byIdentity.get(duplicate.item());
                require(
                        push != null && push.kind() == OperationKind.PUSH,
                        "M8",
                        "reported, and nobody pushed it: %s",
                        duplicate);
                require(duplicate.poppers().stream().distinct().count() > 1, "M8", "one popper: %s", duplicate);
                for (Identity popper : duplicate.poppers()) {
                    Call pop = byIdentity.get(popper);
                    require(
                            pop != null
                                    && push != null
                                    && pop.kind() == OperationKind.POP
                                    && pop.label() == push.label()
                                    && (!pop.isWatched() || pop.hasTaken(push.value())),
                            "M8",
                            "reported as popped by %s, which is %s: %s",
                            popper,
                            pop,
                            push);
                }
            }
        }
    }

    private void checkDestroyed(Books books) {
        for (Call destroy : books.destroys) {
            Place there = destroy.onlyPlace();
            if (there == null || !destroy.succeeded()) {
                continue;
            }
            books.receipts.forEach((item, pops) -> {
                Call push = books.pushes.get(item);
                if (push == null || !surelySaw(destroy, push)) {
                    return;
                }
                for (Call pop : pops) {
                    requireDead(
                            !surelySaw(pop, destroy), "M9", "%s took what %s had destroyed: %s", pop, destroy, push);
                }
            });
        }
    }

    /** By label, what comes out at the end of one view, in order. */
    private void checkOrder() {
        Map<Long, List<Call>> views = new TreeMap<>();
        for (Call call : drained) {
            Long item = call.item();
            Books books = byLabel.get(call.label());
            if (item != null && books != null) {
                Call push = books.pushes.get(item);
                if (push != null) {
                    views.computeIfAbsent(call.label(), label -> new ArrayList<>())
                            .add(push);
                }
            }
        }
        views.values().forEach(this::checkOrder);
    }

    private void checkOrder(List<Call> view) {
        Map<Object, Call> latest = new LinkedHashMap<>();
        for (int i = 0; i < view.size(); i++) {
            Call push = view.get(i);
            Place place = push.onlyPlace();
            for (int j = Math.max(0, i - NEIGHBOURS); j < i; j++) {
                requireInOrder(view.get(j), push);
            }
            if (place == null) {
                continue;
            }
            Call last = latest.get(place.configuration());
            if (last != null) {
                requireInOrder(last, push);
            }
            Place lastPlace = last == null ? null : last.onlyPlace();
            if (lastPlace == null || lastPlace.from() < place.from()) {
                latest.put(place.configuration(), push);
            }
        }
    }

    private void requireInOrder(Call first, Call second) {
        require(!surelySaw(first, second), "M4", "%s came out before %s", first, second);
        Place one = first.onlyPlace();
        Place other = second.onlyPlace();
        if (one != null
                && other != null
                && first.client() == second.client()
                && one.configuration().equals(other.configuration())) {
            require(
                    first.identity().low() <= second.identity().low()
                            || first.identity().high() != second.identity().high(),
                    "M4",
                    "%s came out before %s of the same client",
                    first,
                    second);
        }
    }
}
