package io.ftqueue.simulator;

import io.ftqueue.simulator.Mutant.Patch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bugs planted into leases. Each must be noticed within so many seeds. */
class LeaseMutantTest {

    /** A bug, and the number of seeds within which some rule is broken by it. */
    private record Planted(Mutant mutant, int within) {
        @Override
        public String toString() {
            return mutant.id() + ": noticed within " + within + " seeds";
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leases")
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

    static Stream<Planted> leases() {
        return Stream.of(
                planted(
                        20,
                        "never ends a lease",
                        "state/Leases.java",
                        "while (!ends.isEmpty() && ends.first().endsMicros <= nowMicros) {",
                        "while (ends.isEmpty() && place == 0) {"),
                planted(
                        20,
                        "ends leases early",
                        "state/Leases.java",
                        "while (!ends.isEmpty() && ends.first().endsMicros <= nowMicros) {",
                        "while (!ends.isEmpty() && ends.first().endsMicros <= nowMicros + 300_000) {"),
                planted(
                        20,
                        "loses what a lease gives back",
                        "state/Leases.java",
                        "            queues.giveBack(queue, delivery.item);\n",
                        ""),
                planted(
                        20,
                        "gives back what was acknowledged",
                        "state/Leases.java",
                        "        queues.notePop(delivery.item, queue, PopRecord.Kind.ACK, position, place);\n",
                        "        queues.giveBack(queue, delivery.item); queues.takeBack();\n"),
                planted(
                        60,
                        "lets one delivery too many",
                        "state/Delivery.java",
                        "return maxDeliveries > 0 && deliveries >= maxDeliveries;",
                        "return maxDeliveries > 0 && deliveries > maxDeliveries;"),
                planted(
                        60,
                        "moves an item under its own identity",
                        "image/Item.java",
                        "                high,\n                Hashing.then(MOVED_LOW_SEED, high),\n",
                        "                idHigh,\n                idLow,\n"),
                planted(
                        60,
                        "takes one dead letter of two sides for two",
                        "merge/StateJoin.java",
                        " || item.isMoved()) {",
                        ") {"),
                planted(
                        20,
                        "does not remember how far acknowledgements have removed items",
                        "state/LiveQueue.java",
                        "        noteRemoved(delivery.item, slotMicros);\n",
                        ""),
                planted(
                        20,
                        "shows in a restored state what is out",
                        "state/LiveQueue.java",
                        "            if (!lease.out()) {\n",
                        "            {\n"),
                planted(
                        20,
                        "forgets leases where states are joined",
                        "merge/LeaseJoin.java",
                        "                    .ifPresent(lease -> kept.add(lease.at(item.timestampMicros())));\n",
                        "                    .isPresent();\n"),
                planted(
                        20,
                        "leaves out of an image what is out of the queue",
                        "state/LiveQueue.java",
                        "deliveries.out() == 0 ? items.copy() : items.copyWith(deliveries.itemsOut())",
                        "items.copy()"));
    }

    private static Planted planted(int within, String id, String file, String from, String to) {
        var patches = new ArrayList<Patch>(List.of(new Patch(from, to)));
        return new Planted(new Mutant(id, "queue", "io/ftqueue/queue/" + file, patches), within);
    }
}
