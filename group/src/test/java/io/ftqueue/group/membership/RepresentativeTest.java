package io.ftqueue.group.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.message.Accept;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Plan;
import io.ftqueue.group.message.PlanGroup;
import io.ftqueue.group.message.Propose;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepresentativeTest {

    private static final MemberId A = new MemberId(1, 1);
    private static final MemberId B = new MemberId(2, 1);
    private static final MemberId C = new MemberId(3, 1);
    private static final MemberId D = new MemberId(4, 1);
    private static final ConfigurationId LEFT = new ConfigurationId(3, A);
    private static final ConfigurationId RIGHT = new ConfigurationId(4, C);
    private static final ConfigurationId PROPOSAL = new ConfigurationId(9, A);

    private final Representative lead = new Representative(PROPOSAL, List.of(A, B, C, D), 0);

    private boolean accepts(MemberId member, ConfigurationId from, long received, long time) {
        Accept accept = new Accept(PROPOSAL, time);
        return lead.accepted(new Frame(member, from, received, 0, accept), accept);
    }

    private Plan plan() {
        accepts(A, LEFT, 7, 70);
        accepts(B, LEFT, 9, 95);
        accepts(C, RIGHT, 20, 40);
        assertThat(accepts(D, ConfigurationId.NONE, 0, 0)).isTrue();
        assertThat(lead.pending()).isInstanceOf(Plan.class);
        return (Plan) lead.pending();
    }

    @Test
    void proposesUntilAllHavePromised() {
        assertThat(accepts(A, LEFT, 7, 70)).isFalse();
        assertThat(accepts(B, LEFT, 9, 95)).isFalse();
        assertThat(accepts(B, LEFT, 9, 95)).isFalse();
        assertThat(accepts(new MemberId(5, 1), LEFT, 9, 95)).isFalse();
        assertThat(lead.pending()).isEqualTo(new Propose(PROPOSAL, List.of(A, B, C, D)));
        assertThat(lead.unanswered()).containsExactly(C, D);
    }

    @Test
    void theLongestPrefixOfEachComponentIsTheTargetAndItsHolderTheDonor() {
        assertThat(plan().groups())
                .containsExactly(new PlanGroup(LEFT, List.of(A, B), 9, B), new PlanGroup(RIGHT, List.of(C), 20, C));
    }

    @Test
    void slotsAndTimesCountOnFromTheHighestOfAll() {
        Plan plan = plan();
        assertThat(plan.firstSlot()).isEqualTo(21);
        assertThat(plan.timestampFloorMicros()).isEqualTo(95);
    }

    @Test
    void whatIsSaidAfterThePlanChangesNothing() {
        Plan plan = plan();
        assertThat(accepts(A, LEFT, 12, 120)).isFalse();
        assertThat(lead.pending()).isEqualTo(plan);
    }

    @Test
    void itIsCompleteWhenAllHaveRecovered() {
        assertThat(lead.recovered(A)).isFalse();
        plan();
        assertThat(lead.recovered(A)).isFalse();
        assertThat(lead.recovered(B)).isFalse();
        assertThat(lead.recovered(B)).isFalse();
        assertThat(lead.recovered(new MemberId(5, 1))).isFalse();
        assertThat(lead.recovered(C)).isFalse();
        assertThat(lead.unanswered()).containsExactly(D);
        assertThat(lead.complete()).isFalse();
        assertThat(lead.recovered(D)).isTrue();
        assertThat(lead.pending()).isNull();
    }

    @Test
    void aMemberOfItsOwnIsItsOwnDonor() {
        Representative alone = new Representative(PROPOSAL, List.of(A), 0);
        Accept accept = new Accept(PROPOSAL, 70);
        assertThat(alone.accepted(new Frame(A, LEFT, 7, 0, accept), accept)).isTrue();
        assertThat(alone.recovered(A)).isTrue();
    }
}
