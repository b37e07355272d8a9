package io.ftqueue.cli;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which items went in and which came out. Every item is pushed under a name of its own, so that one that is missing and
 * one that comes twice are noticed.
 */
final class Ledger {

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> pushesInDoubt = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> popped = new ConcurrentHashMap<>();
    private final AtomicLong popsInDoubt = new AtomicLong();

    /** The sums at the end. */
    record Balance(long acknowledged, long popped, long left, long lost, long duplicated, long foreign, long inDoubt) {

        /** Nothing acknowledged is lost, nothing came twice, nothing came that was not pushed. */
        boolean holds() {
            return lost == 0 && duplicated == 0 && foreign == 0;
        }
    }

    void pushed(String item) {
        acknowledged.add(item);
    }

    /** The push had no answer: the item may come out or not. */
    void pushInDoubt(String item) {
        pushesInDoubt.add(item);
    }

    void popped(String item) {
        popped.computeIfAbsent(item, key -> new AtomicInteger()).incrementAndGet();
    }

    /** The pop had no answer: it may have taken an item with it. */
    void popInDoubt() {
        popsInDoubt.incrementAndGet();
    }

    /** The balance when so many items are left in the queue. */
    Balance balance(long left) {
        long missing =
                acknowledged.stream().filter(item -> !popped.containsKey(item)).count();
        long duplicated =
                popped.values().stream().filter(times -> times.get() > 1).count();
        long foreign = popped.keySet().stream()
                .filter(item -> !acknowledged.contains(item) && !pushesInDoubt.contains(item))
                .count();
        // An item that a pop in doubt may have taken is not lost: the client was told that it does not know.
        long lost = Math.max(0, missing - left - popsInDoubt.get());
        return new Balance(
                acknowledged.size(),
                popped.size(),
                left,
                lost,
                duplicated,
                foreign,
                pushesInDoubt.size() + popsInDoubt.get());
    }
}
