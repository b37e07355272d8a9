package io.ftqueue.queue.merge;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.Dot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What components have executed, in the simplest form: a set of facts that only grows. Joining two is their union, so
 * that it is plainly commutative, associative and idempotent; what is in a queue is a function of the set.
 */
final class FactSet {

    private final Set<Object> facts = new LinkedHashSet<>();

    /** A push was executed. */
    record Push(String operation, String label, String item, long micros, Dot dot) {}

    /** A pop was executed: the item, or null if there was none. */
    record Pop(String operation, long tag, String item, boolean answered) {}

    /** A label was destroyed by one who had executed all that. */
    record Destroy(String label, Context seen) {}

    /** An item that was taken under a lease was acknowledged. */
    record Ack(String item) {}

    /** A client has told which answer to a pop it took. */
    record Echo(String operation, long tag) {}

    void add(Object fact) {
        facts.add(fact);
    }

    void addAll(FactSet other) {
        facts.addAll(other.facts);
    }

    private <T> List<T> all(Class<T> kind) {
        return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The items of a queue, first to last. */
    List<String> view(String label) {
        Map<String, List<Push>> pushes = new TreeMap<>();
        all(Push.class).stream()
                .filter(push -> push.label.equals(label))
                .forEach(push -> pushes.computeIfAbsent(push.operation, any -> new ArrayList<>())
                        .add(push));
        Set<String> gone = gone();
        List<Push> alive = new ArrayList<>();
        for (List<Push> executions : pushes.values()) {
            boolean destroyed = executions.stream().anyMatch(this::isDestroyed);
            if (!destroyed && !gone.contains(executions.get(0).item)) {
                alive.add(executions.stream().min(BY_PLACE).orElseThrow());
            }
        }
        alive.sort(BY_PLACE);
        return alive.stream().map(Push::item).toList();
    }

    private static final Comparator<Push> BY_PLACE =
            Comparator.comparingLong(Push::micros).thenComparing(Push::dot);

    private boolean isDestroyed(Push push) {
        return all(Destroy.class).stream()
                .anyMatch(destroy -> destroy.label.equals(push.label)
                        && destroy.seen.knows(push.dot.configuration(), push.dot.slot()));
    }

    /** The items that some pop or acknowledgement has. */
    private Set<String> gone() {
        Map<String, List<Pop>> pops = new TreeMap<>();
        all(Pop.class)
                .forEach(pop -> pops.computeIfAbsent(pop.operation, any -> new ArrayList<>())
                        .add(pop));
        Set<String> gone = new LinkedHashSet<>();
        all(Ack.class).forEach(ack -> gone.add(ack.item));
        pops.forEach((operation, outcomes) -> gone.addAll(takenBy(operation, outcomes)));
        return gone;
    }

    private Set<String> takenBy(String operation, List<Pop> outcomes) {
        List<Echo> echoes = all(Echo.class).stream()
                .filter(echo -> echo.operation.equals(operation))
                .toList();
        Set<String> items = new LinkedHashSet<>();
        if (!echoes.isEmpty()) {
            outcomes.stream()
                    .filter(pop -> echoes.stream().anyMatch(echo -> echo.tag == pop.tag))
                    .forEach(pop -> items.add(pop.item));
        } else {
            List<Pop> answered = outcomes.stream().filter(Pop::answered).toList();
            outcomes.forEach(pop -> items.add(pop.item));
            Set<String> told = new LinkedHashSet<>();
            answered.forEach(pop -> told.add(pop.item));
            if (items.size() > 1) {
                items.clear();
                items.addAll(told.size() == 1 ? told : Set.of());
            }
        }
        items.removeIf(Objects::isNull);
        return items;
    }

    /** The outcomes that a pop was found to have. */
    List<Pop> pops(String operation) {
        return all(Pop.class).stream()
                .filter(pop -> pop.operation.equals(operation))
                .toList();
    }
}
