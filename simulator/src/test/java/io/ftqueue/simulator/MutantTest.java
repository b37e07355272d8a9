package io.ftqueue.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Planted bugs: each is a rule of the protocol left out, and the simulator must notice it. A mutant that survives means
 * that the simulator is blind there.
 */
class MutantTest {

    private static final int SEEDS = 2_000;

    static Stream<Mutant> mutants() {
        return Stream.of(
                Mutant.of(
                        "codec believes damaged frames",
                        "codec/FrameCodec.java",
                        "return in.getInt(end) == checksumOf(in, end) ? null : Reason.CHECKSUM;",
                        "return null;"),
                Mutant.of(
                        "recovers to what the member that holds least holds",
                        "membership/Representative.java",
                        "if (received(member) > received(donor)) {",
                        "if (received(member) < received(donor)) {"),
                Mutant.of("does not freeze after its promise", "ConfigurationOrder.java", "frozen = true;", ""),
                Mutant.of(
                        "issues a slot without holding the one before",
                        "ConfigurationOrder.java",
                        "long next = log.receivedUpTo() + 1;",
                        "long next = log.highestSeen() + 1;"),
                Mutant.of(
                        "installs at the plan, without waiting until all have recovered",
                        "membership/Membership.java",
                        "            state = recover;\n            tickRecover(recover, nowNanos);",
                        "            state = recover;\n            enterOperational(recover, nowNanos);"),
                Mutant.of(
                        "promises itself to lower proposals",
                        "membership/Membership.java",
                        "&& propose.proposal().compareTo(promised) > 0",
                        ""),
                Mutant.of(
                        "credits an acknowledgement to everyone",
                        "recovery/Acknowledgements.java",
                        "            receivedUpTo[index] = upTo;",
                        "            Arrays.setAll(receivedUpTo, i -> Math.max(receivedUpTo[i], upTo));"),
                Mutant.of(
                        "answers before anyone else holds it",
                        "replication/ReplyGate.java",
                        "first != null && first.slot() <= slot; first",
                        "first != null; first"),
                Mutant.of(
                        "delivers past a hole",
                        "ordering/OrderLog.java",
                        "SlotAssignment slot = find(receivedUpTo + 1);",
                        "SlotAssignment slot = find(receivedUpTo + 1);\n"
                                + "        if (slot == null) {\n            slot = find(receivedUpTo + 2);\n        }"),
                Mutant.of(
                        "forgets what was ordered while it fetched the state",
                        "replication/StateTransfer.java",
                        "held.add(message);",
                        ""),
                new Mutant(
                        "executes a repeated request again",
                        "queue",
                        "io/ftqueue/queue/state/QueueState.java",
                        List.of(new Mutant.Patch(
                                "if (seq == session.executedUpTo() + 1) {",
                                "if (seq <= session.executedUpTo() + 1) {"))));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isNoticed(Mutant mutant) {
        LongFunction<String> probe = mutant.probe();
        for (long seed = 1; seed <= SEEDS; seed++) {
            String noticed = probe.apply(seed);
            if (noticed != null) {
                System.out.printf("%-60s seed %4d  %.120s%n", mutant.id(), seed, noticed);
                return;
            }
        }
        throw new AssertionError(mutant.id() + ": not noticed within " + SEEDS + " seeds");
    }

    @Test
    void aMutantThatLosesTheTailForGoodIsNoticed() {
        Mutant mutant = Mutant.of(
                        "does not notice the loss of the last slot",
                        "ConfigurationOrder.java",
                        "log.seen(Math.max(frame.receivedUpTo(), highestSeen));",
                        "")
                .and("repeat(nowNanos);\n        }\n        if", "}\n        if");
        assertThat(mutant.probe().apply(MutantProbe.LOSS)).startsWith("SCENARIO");
    }

    @Test
    void aMutantThatListensToGhostsIsNoticed() {
        Mutant mutant = Mutant.of(
                "listens to ghosts",
                "membership/Peers.java",
                "if (sender.incarnation() < peer.id().incarnation()) {",
                "if (sender.incarnation() < 0) {");
        assertThat(mutant.probe().apply(MutantProbe.GHOSTS)).startsWith("SCENARIO");
    }

    @Test
    void aMutantThatObeysStaleOffersIsNoticed() {
        Mutant mutant = Mutant.of(
                "obeys stale offers",
                "membership/Membership.java",
                "join.promised().epoch() >= current.id().epoch();",
                "join.promised().epoch() >= 0;");
        assertThat(mutant.probe().apply(MutantProbe.STALE)).startsWith("SCENARIO");
    }

    @Test
    void theShippedProgramIsNotTakenForAMutant() {
        LongFunction<String> probe =
                new Mutant("nothing wrong", "group", "io/ftqueue/group/GroupConfig.java", List.of()).probe();
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(probe.apply(seed)).isNull();
        }
    }

    @Test
    void aPatchThatNoLongerFitsIsAFailure() {
        Mutant mutant = Mutant.of("outdated", "GroupConfig.java", "no such text", "");
        assertThatThrownBy(mutant::probe).isInstanceOf(AssertionError.class).hasMessageContaining("not exactly once");
    }
}
