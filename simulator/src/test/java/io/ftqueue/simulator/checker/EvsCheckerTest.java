package io.ftqueue.simulator.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run that keeps the specification passes; each way of breaking one clause of it is told by that clause's name. */
class EvsCheckerTest {

    private static final MemberId A = new MemberId(1, 1);
    private static final MemberId B = new MemberId(2, 1);
    private static final ConfigurationId ONE = new ConfigurationId(1, A);
    private static final ConfigurationId TWO = new ConfigurationId(2, A);

    private final EvsChecker checker = new EvsChecker(() -> 7);
    private final GroupObserver a = checker.observer(A);
    private final GroupObserver b = checker.observer(B);

    @BeforeEach
    void bothAreInTheFirstConfiguration() {
        a.configuration(regular(ONE, List.of(A, B), 1, A));
        b.configuration(regular(ONE, List.of(A, B), 1, B));
    }

    @Test
    void aRunThatKeepsTheSpecificationPasses() {
        order(1);
        order(2);
        a.safe(1);
        b.safe(1);
        leave(a);
        leave(b);
        checker.checkReunited(List.of(A, B));
        assertThat(checker.slots()).isEqualTo(2);
        assertThat(checker.configurations()).isEqualTo(2);
        assertThat(checker.holders(ONE, 2)).isEqualTo(2);
    }

    @Test
    void slotsAreIssuedOnceByWhoseTurnItIs() {
        assertBroken("E1", () -> a.issued(ONE, 1));
        assertBroken("E1", () -> a.delivered(ONE, 1, 5));
        b.issued(ONE, 1);
        b.delivered(ONE, 1, 5);
        a.delivered(ONE, 1, 5);
        a.issued(ONE, 2);
        assertBroken("E1", () -> a.issued(ONE, 2));
    }

    @Test
    void theContentOfASlotIsTheSameEverywhere() {
        b.issued(ONE, 1);
        b.delivered(ONE, 1, 5);
        assertBroken("E1", () -> a.delivered(ONE, 1, 6));
    }

    @Test
    void whoIssuesHoldsAllBefore() {
        b.issued(ONE, 1);
        assertBroken("E5", () -> a.issued(ONE, 2));
    }

    @Test
    void deliveriesAreAPrefix() {
        order(1);
        a.issued(ONE, 2);
        a.delivered(ONE, 2, 0);
        b.delivered(ONE, 2, 0);
        b.issued(ONE, 3);
        b.delivered(ONE, 3, 0);
        assertBroken("E6+", () -> b.delivered(ONE, 3, 0));
    }

    @Test
    void eventsBelongToTheCurrentConfiguration() {
        leave(a);
        assertBroken("E2.2", () -> a.issued(ONE, 1));
        assertBroken("E1", () -> a.delivered(ONE, 1, 0));
    }

    @Test
    void theDeadAreSilent() {
        checker.failed(B);
        assertBroken("E2.2", () -> b.issued(ONE, 1));
        assertBroken("E2.2", () -> b.configuration(transitional(ONE, TWO, A, B)));
    }

    @Test
    void membersOfAConfigurationAgreeOnIt() {
        a.configuration(transitional(ONE, TWO, A, B));
        a.configuration(regular(TWO, List.of(A, B), 1, A, B));
        b.configuration(transitional(ONE, TWO, A, B));
        assertBroken("E2.1", () -> b.configuration(regular(TWO, List.of(A, B), 2, A, B)));
    }

    @Test
    void nobodyIsInAConfigurationTwiceOrInALowerOneLater() {
        leave(a);
        a.configuration(transitional(TWO, ONE, A, B));
        assertBroken("E2.3", () -> a.configuration(regular(ONE, List.of(A, B), 1, A, B)));
        ConfigurationId lower = new ConfigurationId(1, B);
        assertBroken("E2.4", () -> a.configuration(regular(lower, List.of(A, B), 1, A, B)));
    }

    @Test
    void aTransitionalConfigurationComesBeforeEveryRegularOneButTheFirst() {
        assertBroken("E2.5", () -> a.configuration(regular(TWO, List.of(A, B), 1, A)));
        assertBroken("E2.5", () -> b.configuration(transitional(TWO, ONE, A, B)));
    }

    @Test
    void thoseWhoGoOnTogetherSayTheSameOfWhoTheyAre() {
        a.configuration(transitional(ONE, TWO, A, B));
        assertBroken("E2.6", () -> b.configuration(transitional(ONE, TWO, B)));
    }

    @Test
    void nobodyLeavesItsOwnSlotsUndelivered() {
        b.issued(ONE, 1);
        assertBroken("E3", () -> b.configuration(transitional(ONE, TWO, A, B)));
    }

    @Test
    void thoseWhoGoOnTogetherHaveDeliveredTheSame() {
        b.issued(ONE, 1);
        b.delivered(ONE, 1, 0);
        a.configuration(transitional(ONE, TWO, A, B));
        assertBroken("E4", () -> b.configuration(transitional(ONE, TWO, A, B)));
    }

    @Test
    void safeMeansHeldByAll() {
        b.issued(ONE, 1);
        b.delivered(ONE, 1, 0);
        assertBroken("E7.1", () -> b.safe(1));
        a.delivered(ONE, 1, 0);
        b.safe(1);
    }

    @Test
    void thoseWhoEndApartAreNotReunited() {
        leave(a);
        assertBroken("E2.7", () -> checker.checkReunited(List.of(A, B)));
    }

    private void order(long slot) {
        GroupObserver issuer = slot % 2 == 0 ? a : b;
        issuer.issued(ONE, slot);
        a.delivered(ONE, slot, slot);
        b.delivered(ONE, slot, slot);
    }

    private static void leave(GroupObserver who) {
        who.configuration(transitional(ONE, TWO, A, B));
        who.configuration(regular(TWO, List.of(A, B), 9, A, B));
    }

    private static Delivery.Transitional transitional(ConfigurationId from, ConfigurationId to, MemberId... members) {
        return new Delivery.Transitional(from, to, List.of(members));
    }

    private static Delivery.Regular regular(
            ConfigurationId id, List<MemberId> members, long firstSlot, MemberId... continuing) {
        return new Delivery.Regular(new Configuration(id, members, firstSlot), List.of(continuing), List.of());
    }

    private static void assertBroken(String rule, ThrowingCallable event) {
        assertThatThrownBy(event)
                .isInstanceOfSatisfying(
                        Violation.class,
                        violation -> assertThat(violation.rule()).isEqualTo(rule));
    }
}
