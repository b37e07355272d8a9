package io.ftqueue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.simulator.Mutant.Patch;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bugs planted into what happens when components meet again. Each must be noticed within so many seeds. */
class MergeMutantTest {

    /** A bug, and the number of seeds within which some rule is broken by it. */
    private record Planted(Mutant mutant, int within) {
        @Override
        public String toString() {
            return mutant.id() + ": noticed within " + within + " seeds";
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"joins", "popsInDoubt", "reports", "queues", "exchanges"})
    void isNoticed(Planted planted) {
        LongFunction<String> probe = planted.mutant.probe();
        for (long seed = 1; seed <= planted.within; seed++) {
            String noticed = probe.apply(seed);
            if (noticed != null) {
                System.out.printf("%-60s seed %4d  %.120s%n", planted.mutant.id(), seed, noticed);
                return;
            }
        }
        throw new AssertionError(planted + ", it says, and is not");
    }

    /** Which items stay. */
    static Stream<Planted> joins() {
        return Stream.of(
                planted(
                        20,
                        "takes two executions of a push for two items",
                        "merge/StateJoin.java",
                        "boolean executedElsewhere = items.noteExecuted(at);",
                        "boolean executedElsewhere = false;",
                        "if (executedElsewhere || item.otherPlaces() != null || item.isMoved()) {",
                        "if (executedElsewhere) {"),
                // No two items are equal here; those that begin with the same digit stand for equal ones.
                planted(
                        20,
                        "takes items for one that look alike",
                        "merge/StateJoin.java",
                        "if (executedElsewhere || item.otherPlaces() != null || item.isMoved()) {",
                        "if (executedElsewhere || item.value().length > 0) {",
                        "Integer twin = candidates.putIfAbsent(item.identity(), at);",
                        "Integer twin = candidates.putIfAbsent(new RequestKey(0, item.value()[0]), at);",
                        "steps.add(() -> candidates.isEmpty() || overItems(this::uniteWithCandidate));",
                        ""),
                planted(
                        20,
                        "executes the pops of one side again on the state of the other",
                        "merge/StateJoin.java",
                        "add(() -> queues.joined().iterator(), sink::queue);",
                        "steps.add(() -> {"
                                + "while (!pops.step(POPS_AT_ONCE)) {}"
                                + "pops.duplicates().forEach((label, twice) -> queues.joined().stream()"
                                + ".filter(queue -> queue.label().equals(label))"
                                + ".forEach(queue -> twice.forEach(item -> queue.items().poll())));"
                                + "return true; });"
                                + "add(() -> queues.joined().iterator(), sink::queue);"),
                planted(
                        20,
                        "brings back what one side has popped",
                        "merge/ItemJoin.java",
                        "return known[place] & ~masks[place] & all;",
                        "return 0;"),
                planted(
                        20,
                        "lets the first side say what there is",
                        "merge/ItemJoin.java",
                        "return known[place] & ~masks[place] & all;",
                        "return 1 & ~masks[place] & all;"));
    }

    /** What becomes of pops that several sides have executed. */
    static Stream<Planted> popsInDoubt() {
        return Stream.of(
                planted(
                        100,
                        "lets a pop that two sides executed take an item on each",
                        "merge/OutcomeJoin.java",
                        "        if (!Outcome.areInConflict(outcomes)) {\n"
                                + "            limbo.hold(outcomes.get(0));\n        }",
                        "outcomes.forEach(limbo::hold);"),
                planted(
                        100,
                        "ignores in a merge which answer a client took",
                        "merge/HistoryJoin.java",
                        "if (seq < answeredBelow && echoes.haveTold(seq)) {",
                        "if (seq < 0) {",
                        "return components > 1 ? EchoRuns.UNKNOWN : null;",
                        "return null;"),
                planted(
                        20,
                        "gives back what a client has taken",
                        "state/Session.java",
                        "if (!told || tag == ring.tag(seq)) {",
                        "if (!told) {"),
                planted(
                        100,
                        "does not give back what a client has not taken",
                        "state/Session.java",
                        "if (!told || tag == ring.tag(seq)) {",
                        "if (!told || tag != 1) {"),
                planted(
                        100,
                        "puts what comes back behind the rest",
                        "merge/QueueJoin.java",
                        "if (upTo != null && popped.item.compareTo(upTo) > 0) {",
                        "if (upTo != null) {"),
                planted(
                        100,
                        "forgets what a client has asked of the others",
                        "merge/HistoryJoin.java",
                        "return new SessionImage(same.get(0).clientId(), answeredBelow, lastUsed, keptFrom, outcomes,"
                                + " executed, echoes);",
                        "return same.get(0);"));
    }

    /** What is told of items that were popped on several sides. */
    static Stream<Planted> reports() {
        return Stream.of(
                planted(
                        20,
                        "does not remember who popped what",
                        "state/Queues.java",
                        "notePop(popped, queue, isText ? PopRecord.Kind.TEXT : PopRecord.Kind.NATIVE,"
                                + " position, place);",
                        ""),
                planted(
                        200,
                        "leaves its own pops out of the report",
                        "merge/PopJoin.java",
                        "sources.add(inOrder(own));",
                        "sources.add(new ArrayList<>());"),
                planted(
                        50,
                        "reports as popped twice what all sides have executed",
                        "merge/PopJoin.java",
                        "boolean different = !one.pop.popper().equals(other.pop.popper());",
                        "boolean different = one != other;",
                        "if (different && (one.executors & other.executors) == 0) {",
                        "if (different) {",
                        "if (executors != all) {",
                        "if (executors > 0) {"));
    }

    /** Queues and their ids. */
    static Stream<Planted> queues() {
        return Stream.of(
                planted(
                        50,
                        "lets a destroy take what it has not seen",
                        "merge/QueueJoin.java",
                        "        if (items.knownElsewhere(at) != 0) {",
                        "if (items.knownElsewhere(at) != 0 || branches.stream().anyMatch("
                                + "branch -> !branch.queues().containsKey(building.label))) {",
                        "        private Building("
                                + "int sides, LeaseJoin leases, Key removedUpTo, List<LimboItem> popped) {",
                        "private @Nullable Label label; private Building("
                                + "int sides, LeaseJoin leases, Key removedUpTo, List<LimboItem> popped) {",
                        "                // What was left out and is not here was taken here, for good.",
                        "building.label = label;"),
                planted(
                        100,
                        "counts the ids of queues",
                        "image/QueueIds.java",
                        "return id == 0 ? 1 : id;",
                        "return 1 + attempt;"));
    }

    /** How states are exchanged, and histories cut short. */
    static Stream<Planted> exchanges() {
        return Stream.of(
                planted(
                        100,
                        "leaves out an item too many when it tells its state",
                        "image/ImageWriter.java",
                        "&& item.compareTo(removedUpTo) > 0",
                        ""),
                inReplication(
                        20,
                        "joins before all are ready",
                        "Replicator.java",
                        "if (joining != null && readyToJoin.size() == gate.members()) {",
                        "if (joining != null && fetched) {"),
                inReplication(
                        20,
                        "serves before it has what the others have",
                        "Replicator.java",
                        "        if (own >= 0 && !made.several()) {\n            execution.become(made.joined());",
                        "        if (!made.several()) {"),
                inReplication(
                        100,
                        "cuts a history short without asking who else has a part of it",
                        "Forgetting.java",
                        "return roster.complete(configuration, loosely);",
                        "return true;"));
    }

    /** Hardly ever is a queue destroyed on one side and neither touched on the other nor created again. */
    @Test
    void aMutantThatBringsBackAQueueThatOneSideHasDestroyedIsNoticed() {
        Mutant mutant = planted(
                        1,
                        "brings back a queue that one side has destroyed",
                        "merge/HandleJoin.java",
                        "if (isAlive(holder, label, handle, touch)) {",
                        "if (touch != null) {")
                .mutant;
        assertThat(mutant.probe().apply(MutantProbe.DESTROY))
                .startsWith("SCENARIO")
                .contains("destroyed, and there again");
    }

    /** The moment between a mark and its trim is too short to be hit by chance: a run is played that hits it. */
    @Test
    void aMutantThatCutsAHistoryShortBeforeAllHaveTheMarkIsNoticed() {
        Mutant mutant = inReplication(
                        1,
                        "cuts a history short before all have the mark",
                        "Forgetting.java",
                        "trimAsked = kept.containsAll(configuration.members());",
                        "trimAsked = true;",
                        "return Control.kept(markSlot);",
                        "return null;")
                .mutant;
        assertThat(mutant.probe().apply(MutantProbe.TRIM))
                .startsWith("SCENARIO")
                .contains("destroyed, and there again");
    }

    private static Planted planted(int within, String id, String file, String... fromTo) {
        return planting(within, id, "queue", "io/ftqueue/queue/" + file, fromTo);
    }

    private static Planted inReplication(int within, String id, String file, String... fromTo) {
        return planting(within, id, "group", "io/ftqueue/group/replication/" + file, fromTo);
    }

    private static Planted planting(int within, String id, String module, String file, String... fromTo) {
        List<Patch> patches = Stream.iterate(0, i -> i < fromTo.length, i -> i + 2)
                .map(i -> new Patch(fromTo[i], fromTo[i + 1]))
                .toList();
        return new Planted(new Mutant(id, module, file, patches), within);
    }
}
