package io.ftqueue.group.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyGateTest {

    private static final MemberId A = new MemberId(1, 1);
    private static final MemberId B = new MemberId(2, 1);
    private static final MemberId C = new MemberId(3, 1);

    private static Configuration configuration(long epoch, long firstSlot, MemberId... members) {
        return new Configuration(new ConfigurationId(epoch, A), List.of(members), firstSlot);
    }

    private static ReplyGate gate(int failures) {
        ReplyGate gate = new ReplyGate(failures, true);
        gate.enter(configuration(1, 1, A, B, C), List.of(A, B, C));
        return gate;
    }

    @Test
    void waitsForOneMoreThanMayFailButForNoMoreThanThereAre() {
        assertThat(gate(0).needed()).isEqualTo(1);
        assertThat(gate(1).needed()).isEqualTo(2);
        assertThat(gate(2).needed()).isEqualTo(3);
        assertThat(gate(5).needed()).isEqualTo(3);
        ReplyGate alone = gate(1);
        alone.enter(configuration(2, 1, A), List.of(A));
        assertThat(alone.needed()).isEqualTo(1);
    }

    @Test
    void releasesWhatIsHeldAndNoMore() {
        ReplyGate gate = gate(1);
        gate.executed(1);
        gate.executed(1);
        gate.executed(2);
        gate.executed(4);
        assertThat(gate.executedCount()).isEqualTo(4);
        gate.held(Long.MIN_VALUE);
        gate.held(0);
        assertThat(gate.releasedCount()).isZero();
        gate.held(1);
        assertThat(gate.releasedCount()).isEqualTo(2);
        gate.held(3);
        assertThat(gate.releasedCount()).isEqualTo(3);
        gate.held(3);
        gate.held(9);
        assertThat(gate.releasedCount()).isEqualTo(4);
    }

    @Test
    void whatWasExecutedBeforeIsHeldByThoseThatHaveTheState() {
        ReplyGate gate = gate(1);
        gate.executed(7);
        gate.enter(configuration(2, 10, A, B, C), List.of(A));
        // A alone brought it along: slots of the new configuration at B and C say nothing about it.
        assertThat(gate.readyMask()).isEqualTo(0b001);
        gate.held(8);
        assertThat(gate.releasedCount()).isZero();
        gate.held(9);
        assertThat(gate.releasedCount()).isEqualTo(1);
    }

    @Test
    void aStateThatTookThePlaceOfAnotherWaitsUntilItIsHeldAndRecorded() {
        ReplyGate gate = new ReplyGate(1, false);
        gate.enter(configuration(2, 10, A, B, C), List.of(A));
        gate.recorded(gate.executedCount());
        gate.replaced();
        assertThat(gate.executedCount()).isEqualTo(1);
        gate.held(8);
        gate.recorded(1);
        assertThat(gate.releasedCount()).isZero();
        gate.held(9);
        assertThat(gate.releasedCount()).isEqualTo(1);
        gate.replaced();
        gate.held(9);
        assertThat(gate.releasedCount()).isEqualTo(1);
        gate.recorded(2);
        assertThat(gate.releasedCount()).isEqualTo(2);
    }

    @Test
    void aJoinerCountsOnceItIsReady() {
        ReplyGate gate = gate(1);
        gate.enter(configuration(2, 10, A, B, C), List.of(A, B));
        assertThat(gate.ready()).containsExactly(A, B);
        gate.ready(C);
        assertThat(gate.readyMask()).isEqualTo(0b111);
        gate.ready(new MemberId(9, 1));
        assertThat(gate.ready()).containsExactly(A, B, C);
        gate.holders(List.of(B));
        assertThat(gate.ready()).containsExactly(B);
    }

    @Test
    void beforeTheFirstConfigurationNobodyCounts() {
        ReplyGate gate = new ReplyGate(1, true);
        assertThat(gate.needed()).isEqualTo(1);
        assertThat(gate.readyMask()).isZero();
        assertThat(gate.members()).isZero();
        gate.ready(A);
        assertThat(gate.ready()).isEmpty();
    }
}
