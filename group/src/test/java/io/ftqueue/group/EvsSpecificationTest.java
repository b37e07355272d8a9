package io.ftqueue.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.EvsTrace.Deliver;
import io.ftqueue.group.EvsTrace.Fail;
import io.ftqueue.group.EvsTrace.Issue;
import io.ftqueue.group.EvsTrace.Regular;
import io.ftqueue.group.EvsTrace.Safe;
import io.ftqueue.group.EvsTrace.Transitional;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One test for each clause of extended virtual synchrony (Moser et al., ICDCS'94), on clusters that lose, delay and
 * cut, crash, restart and sleep; and for each the proof that its checker can fail.
 */
class EvsSpecificationTest {

    /** A run and who lives at its end. */
    private record Run(EvsTrace trace, List<MemberId> alive) {}

    private static final TreeMap<Long, Run> RUNS = new TreeMap<>();

    private static final MemberId A = new MemberId(1, 1);
    private static final MemberId B = new MemberId(2, 1);
    private static final ConfigurationId ONE = new ConfigurationId(1, A);
    private static final ConfigurationId TWO = new ConfigurationId(2, A);
    private static final Configuration FIRST = new Configuration(ONE, List.of(A, B), 1);
    private static final Configuration SECOND = new Configuration(TWO, List.of(A, B), 5);

    // In a configuration of two, the odd slots are the second member's.
    private static final MemberId ISSUES_ODD = B;

    @Test
    void theRunsContainWhatTheClausesSpeakOf() {
        long changes = 0;
        long slots = 0;
        for (long seed = 1; seed <= 6; seed++) {
            EvsTrace trace = run(seed).trace();
            changes += trace.steps().stream()
                    .filter(Transitional.class::isInstance)
                    .count();
            slots += trace.steps().stream().filter(Issue.class::isInstance).count();
            assertThat(trace.steps()).hasAtLeastOneElementOfType(Safe.class);
        }
        assertThat(changes).isGreaterThan(100);
        assertThat(slots).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e1BasicDelivery(long seed) {
        assertThat(EvsSpecification.e1(run(seed).trace())).isEmpty();
    }

    @Test
    void e1CanFail() {
        assertThat(EvsSpecification.e1(both().add(new Issue(A, ONE, 1)))).hasSize(1);
        assertThat(EvsSpecification.e1(both().add(issue(1), issue(1)))).hasSize(1);
        assertThat(EvsSpecification.e1(both().add(deliver(A, 1)))).hasSize(1);
        assertThat(EvsSpecification.e1(both().add(issue(1), deliver(A, 1), deliver(A, 1))))
                .hasSize(1);
        assertThat(EvsSpecification.e1(both().add(issue(1), deliver(A, 1), new Deliver(B, ONE, 1, 8))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e21OneMembershipPerConfigurationAndSelfInclusion(long seed) {
        assertThat(EvsSpecification.e21(run(seed).trace())).isEmpty();
    }

    @Test
    void e21CanFail() {
        Configuration alone = new Configuration(ONE, List.of(A), 1);
        assertThat(EvsSpecification.e21(new EvsTrace().add(new Regular(B, FIRST), new Regular(A, alone))))
                .hasSize(1);
        assertThat(EvsSpecification.e21(new EvsTrace().add(new Regular(B, alone))))
                .hasSize(1);
        assertThat(EvsSpecification.e21(both().add(leave(A, B)))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e22EveryEventHappensInItsConfiguration(long seed) {
        assertThat(EvsSpecification.e22(run(seed).trace())).isEmpty();
    }

    @Test
    void e22CanFail() {
        assertThat(EvsSpecification.e22(new EvsTrace().add(issue(1)))).hasSize(1);
        assertThat(EvsSpecification.e22(both().add(issue(1), leave(A, A, B), deliver(A, 1))))
                .hasSize(1);
        assertThat(EvsSpecification.e22(both().add(new Fail(B), issue(1)))).hasSize(1);
        assertThat(EvsSpecification.e22(new EvsTrace().add(new Safe(A, 1)))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e23NoConfigurationTwice(long seed) {
        assertThat(EvsSpecification.e23(run(seed).trace())).isEmpty();
    }

    @Test
    void e23CanFail() {
        assertThat(EvsSpecification.e23(both().add(new Regular(A, FIRST)))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e24ConfigurationsAscend(long seed) {
        assertThat(EvsSpecification.e24(run(seed).trace())).isEmpty();
    }

    @Test
    void e24CanFail() {
        assertThat(EvsSpecification.e24(new EvsTrace().add(new Regular(A, SECOND), new Regular(A, FIRST))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e25ATransitionalConfigurationBetweenTwoRegularOnes(long seed) {
        assertThat(EvsSpecification.e25(run(seed).trace())).isEmpty();
    }

    @Test
    void e25CanFail() {
        assertThat(EvsSpecification.e25(both().add(new Regular(A, SECOND)))).hasSize(1);
        assertThat(EvsSpecification.e25(new EvsTrace().add(leave(A, A)))).hasSize(1);
        assertThat(EvsSpecification.e25(both().add(leave(A, A), leave(A, A)))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e26TheMembersOfATransitionalConfigurationAgree(long seed) {
        assertThat(EvsSpecification.e26(run(seed).trace())).isEmpty();
    }

    @Test
    void e26CanFail() {
        assertThat(EvsSpecification.e26(both().add(leave(A, A, B), leave(B, B))))
                .hasSize(1);
        assertThat(EvsSpecification.e26(both().add(issue(1), deliver(B, 1), leave(B, A, B))))
                .hasSize(1);
        EvsTrace strange = new EvsTrace().add(new Regular(A, FIRST), leave(A, A, B), new Regular(B, SECOND));
        assertThat(EvsSpecification.e26(strange)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e27AllComeTogetherWhenAllIsHealed(long seed) {
        Run run = run(seed);
        assertThat(EvsSpecification.e27(run.trace(), run.alive())).isEmpty();
    }

    @Test
    void e27CanFail() {
        assertThat(EvsSpecification.e27(both(), List.of(A))).hasSize(1);
        assertThat(EvsSpecification.e27(new EvsTrace(), List.of(A))).hasSize(1);
        assertThat(EvsSpecification.e27(both().add(leave(A, A, B), new Regular(A, SECOND)), List.of(A, B)))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e3SelfDelivery(long seed) {
        assertThat(EvsSpecification.e3(run(seed).trace())).isEmpty();
    }

    @Test
    void e3CanFail() {
        assertThat(EvsSpecification.e3(both().add(issue(1), leave(B, A, B)))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e4FailureAtomicity(long seed) {
        assertThat(EvsSpecification.e4(run(seed).trace())).isEmpty();
    }

    @Test
    void e4CanFail() {
        EvsTrace trace = both().add(issue(1), deliver(B, 1), leave(A, A, B), leave(B, A, B));
        assertThat(EvsSpecification.e4(trace)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e5CausalDelivery(long seed) {
        assertThat(EvsSpecification.e5(run(seed).trace())).isEmpty();
    }

    @Test
    void e5CanFail() {
        EvsTrace trace = both().add(issue(1), deliver(A, 1), issue(2), deliver(A, 2), deliver(B, 2));
        assertThat(EvsSpecification.e5(trace)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e61OneTotalOrder(long seed) {
        assertThat(EvsSpecification.e61(run(seed).trace())).isEmpty();
    }

    @Test
    void e61CanFail() {
        EvsTrace trace = both().add(deliver(A, 1), deliver(A, 2), deliver(B, 2), deliver(B, 1));
        assertThat(EvsSpecification.e61(trace)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e62NothingIsDeliveredAheadOfWhatPrecedesIt(long seed) {
        assertThat(EvsSpecification.e62(run(seed).trace())).isEmpty();
    }

    @Test
    void e62CanFail() {
        assertThat(EvsSpecification.e62(both().add(issue(1), issue(2), deliver(A, 2))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e6PlusWhatIsDeliveredIsAPrefix(long seed) {
        assertThat(EvsSpecification.e6Plus(run(seed).trace())).isEmpty();
    }

    @Test
    void e6PlusCanFail() {
        assertThat(EvsSpecification.e6Plus(both().add(deliver(A, 2)))).hasSize(1);
        EvsTrace trace = new EvsTrace().add(new Regular(A, SECOND), new Regular(A, FIRST));
        assertThat(EvsSpecification.e6Plus(trace)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e71WhatIsSafeIsDeliveredByAllThatDoNotFail(long seed) {
        assertThat(EvsSpecification.e71(run(seed).trace())).isEmpty();
    }

    @Test
    void e71CanFail() {
        assertThat(EvsSpecification.e71(both().add(issue(1), deliver(A, 1), new Safe(A, 1))))
                .hasSize(1);
        assertThat(EvsSpecification.e71(both().add(issue(1), deliver(A, 1), leave(A, A, B), new Safe(A, 1))))
                .hasSize(1);
        assertThat(EvsSpecification.e71(both().add(issue(1), deliver(A, 1), new Safe(A, 1), new Fail(B))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void e72WhatIsSafeIsSoInAConfigurationThatAllInstalled(long seed) {
        assertThat(EvsSpecification.e72(run(seed).trace())).isEmpty();
    }

    @Test
    void e72CanFail() {
        EvsTrace trace = new EvsTrace().add(new Regular(A, FIRST), new Safe(A, 1));
        assertThat(EvsSpecification.e72(trace)).hasSize(1);
    }

    private static EvsTrace both() {
        return new EvsTrace().add(new Regular(A, FIRST), new Regular(B, FIRST));
    }

    private static Issue issue(long slot) {
        return new Issue(slot % 2 == 1 ? ISSUES_ODD : A, ONE, slot);
    }

    private static Deliver deliver(MemberId process, long slot) {
        return new Deliver(process, ONE, slot, 7);
    }

    private static Transitional leave(MemberId process, MemberId... members) {
        return new Transitional(process, ONE, TWO, List.of(members));
    }

    private static synchronized Run run(long seed) {
        return RUNS.computeIfAbsent(seed, EvsSpecificationTest::record);
    }

    /** Twenty rounds of faults under load, then all is healed. */
    private static Run record(long seed) {
        Random faults = new Random(seed);
        VirtualGroup group = new VirtualGroup(3 + (int) (seed % 3), GroupConfig.defaults(), seed);
        group.startAll();
        group.run(1_000);
        int number = 0;
        for (int round = 0; round < 20; round++) {
            fault(group, faults);
            for (int i = 0; i < 30; i++) {
                VirtualGroup.Node node = group.nodes.get(faults.nextInt(group.nodes.size()));
                node.submit(number % 9 == 0 ? new byte[4_000] : new byte[] {(byte) number});
                number++;
                group.run(faults.nextInt(40));
            }
        }
        group.cut.clear();
        group.loss = 0;
        group.filter = (from, to, frame) -> false;
        for (VirtualGroup.Node node : group.nodes) {
            if (node.member == null) {
                node.start();
            }
        }
        group.run(8_000);
        return new Run(group.trace, group.alive());
    }

    private static void fault(VirtualGroup group, Random faults) {
        group.cut.clear();
        group.filter = (from, to, frame) -> false;
        group.loss = faults.nextInt(3) * 0.15;
        int size = group.nodes.size();
        VirtualGroup.Node victim = group.nodes.get(faults.nextInt(size));
        int favourite = faults.nextInt(size);
        switch (faults.nextInt(8)) {
            case 0 -> victim.crash();
            case 1 -> victim.pausedUntil = group.nowNanos + faults.nextInt(1_500) * VirtualGroup.MILLI;
            case 2 -> group.split(List.of(victim.index));
            case 3 -> group.split(List.of(victim.index, favourite));
            case 4 -> group.cut.add(victim.index * 64 + favourite);
            // Its slots reach one member alone, its heartbeats all.
            case 5 ->
                group.filter = (from, to, frame) ->
                        from == victim.index && to != favourite && frame.message() instanceof SlotAssignment;
            // Hears of life, but of nothing else.
            case 6 -> group.filter = (from, to, frame) -> to == victim.index && !(frame.message() instanceof Heartbeat);
            default -> {
                if (victim.member == null) {
                    victim.start();
                }
            }
        }
    }
}
