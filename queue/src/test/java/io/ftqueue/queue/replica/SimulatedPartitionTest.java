package io.ftqueue.queue.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.message.Ack;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.replica.SimulatedPartition.Joined;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedPartitionTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = 5 * SECOND;
    private long beats;

    @Test
    void hearsThoseAtPlacesOfTheSameKind() {
        var partition = partition(1, 3);
        partition.onWish(now, configuration(0, 1, 2, 3));
        assertThat(dropped(partition)).containsExactly(0, 2);
        assertThat(drops(partition, 9)).as("a server that starts meanwhile").isFalse();
        assertThat(partition.silent(now)).isTrue();
        assertThat(partition(2, 3).silent(now)).isFalse();
    }

    @Test
    void healsAtTheRequestAfterSoMany() {
        var partition = partition(0, 2);
        partition.onWish(now, configuration(0, 1));
        partition.onConfiguration(configuration(0));
        partition.onText();
        partition.onText();
        assertThat(drops(partition, 1)).isTrue();
        partition.onText();
        assertThat(drops(partition, 1)).isFalse();
    }

    @Test
    void splitsTheGroupBeforeItHeals() {
        var partition = partition(0, 1);
        partition.onWish(now, configuration(0, 1));
        partition.onText();
        partition.onText();
        partition.onText();
        assertThat(drops(partition, 1)).isTrue();
        partition.onConfiguration(configuration(0));
        assertThat(drops(partition, 1)).isFalse();
    }

    @Test
    void staysSilentUntilTheSidesAreJoined() {
        var partition = partition(1, 1);
        partition.onWish(now, configuration(0, 1, 2, 3));
        partition.onConfiguration(configuration(1, 3));
        partition.onText();
        partition.onText();
        assertThat(dropped(partition)).isEmpty();
        assertThat(partition.silent(now)).isTrue();
        assertThat(partition.onConfiguration(configuration(1))).isEqualTo(Joined.NOTHING);
        assertThat(partition.silent(now)).isTrue();
        assertThat(partition.onConfiguration(configuration(1, 2))).isEqualTo(Joined.AS_SILENT);
        assertThat(partition.silent(now)).isFalse();
        assertThat(partition.onConfiguration(configuration(0, 1, 2))).isEqualTo(Joined.NOTHING);
    }

    @Test
    void answersWhereNobodyElseDoes() {
        var partition = partition(1, 1);
        partition.onWish(now, configuration(0, 1, 2, 3));
        now += SimulatedPartition.GONE_NANOS;
        drops(partition, 3);
        assertThat(partition.silent(now)).isFalse();
        drops(partition, 2);
        assertThat(partition.silent(now)).isTrue();
    }

    @Test
    void aWishDuringASplitIsIgnoredAndAfterItsHealingObeyed() {
        var partition = partition(0, 1);
        partition.onWish(now, configuration(0, 1, 2));
        partition.onConfiguration(configuration(0, 2));
        partition.onWish(now, configuration(0, 2));
        assertThat(dropped(partition)).containsExactly(1);
        partition.heal();
        partition.onWish(now, configuration(0, 2));
        assertThat(dropped(partition)).containsExactly(2);
    }

    @Test
    void healsWhenItIsHeardAgain() {
        var partition = partition(0, 3);
        partition.onWish(now, configuration(0, 1));
        partition.onConfiguration(configuration(0));
        beat(partition, 1, 0, 1);
        assertThat(drops(partition, 1)).as("the other has not begun").isTrue();
        beat(partition, 1, 1);
        assertThat(drops(partition, 1)).isTrue();
        beat(partition, 1, 0, 1);
        assertThat(drops(partition, 1)).isFalse();
    }

    @Test
    void aBeatThatWasOvertakenHealsNothing() {
        var partition = partition(0, 3);
        partition.onWish(now, configuration(0, 1));
        partition.onConfiguration(configuration(0));
        beats = 10;
        beat(partition, 1, 1);
        beats = 5;
        beat(partition, 1, 0, 1);
        assertThat(drops(partition, 1)).isTrue();
    }

    @Test
    void healsAfterAMinute() {
        var partition = partition(0, 3);
        partition.onWish(now, configuration(0, 1));
        partition.onConfiguration(configuration(0));
        partition.onTick(now + SimulatedPartition.LONGEST_NANOS);
        assertThat(drops(partition, 1)).isTrue();
        partition.onTick(now + SimulatedPartition.LONGEST_NANOS + 1);
        assertThat(drops(partition, 1)).isFalse();
    }

    @Test
    void standsInForTheSilentWhileTheGroupIsTogether() {
        var partition = partition(0, 3);
        partition.onWish(now, configuration(0, 1, 2, 3));
        assertThat(partition.standsInFor(member(1))).isTrue();
        assertThat(partition.standsInFor(member(2))).isFalse();
        assertThat(partition.standsInFor(3)).isTrue();
        assertThat(partition.standsInFor(0)).isFalse();
        partition.onConfiguration(configuration(0, 2));
        assertThat(partition.standsInFor(member(1))).isFalse();
        var second = partition(2, 3);
        second.onWish(now, configuration(0, 1, 2, 3));
        assertThat(second.standsInFor(member(1))).isFalse();
    }

    @Test
    void aPersonSplitsInAnySets() {
        var partition = partition(1, 3);
        partition.onControl(now, List.of(List.of(1L, 4L), List.of(2L)));
        assertThat(dropped(partition)).containsExactly(0, 2, 3);
        assertThat(drops(partition, 9)).as("named nowhere").isTrue();
        var unnamed = partition(2, 3);
        unnamed.onControl(now, List.of(List.of(1L, 4L), List.of(2L)));
        assertThat(dropped(unnamed)).containsExactly(0, 1, 3);
        assertThat(drops(unnamed, 9)).as("named nowhere either").isFalse();
    }

    @Test
    void aPersonsSplitLastsUntilAPersonHealsIt() {
        var partition = partition(1, 3);
        partition.onControl(now, List.of(List.of(1L), List.of(2L)));
        assertThat(partition.silent(now)).as("still together").isFalse();
        partition.onConfiguration(configuration(1));
        assertThat(partition.silent(now)).isTrue();
        for (int i = 0; i < 10; i++) {
            partition.onText();
        }
        beat(partition, 0, 0);
        beat(partition, 0, 0, 1);
        partition.onTick(now + 2 * SimulatedPartition.LONGEST_NANOS);
        assertThat(drops(partition, 0)).isTrue();
        partition.heal();
        assertThat(drops(partition, 0)).isFalse();
        assertThat(partition.silent(now)).isTrue();
        assertThat(partition.onConfiguration(configuration(0, 1))).isEqualTo(Joined.AS_SILENT);
    }

    @Test
    void ofThreeSidesTwoThatMeetStaySilent() {
        var partition = partition(1, 3);
        partition.onControl(now, List.of(List.of(1L), List.of(2L), List.of(3L)));
        partition.onConfiguration(configuration(1));
        partition.heal();
        assertThat(partition.onConfiguration(configuration(1, 2))).isEqualTo(Joined.NOTHING);
        assertThat(partition.silent(now)).isTrue();
        assertThat(partition.onConfiguration(configuration(0, 1, 2))).isEqualTo(Joined.AS_SILENT);
    }

    @Test
    void tellsHowItStands() {
        var partition = partition(0, 3);
        assertThat(partition.status(now, List.of())).isNull();
        partition.onControl(now, List.of(List.of(1L), List.of(2L)));
        assertThat(partition.status(now, List.of(member(1), member(6))))
                .isEqualTo(new ReplicaStatus.Partition(List.of(2L, 7L), false, -1));
        partition.heal();
        assertThat(partition.status(now, List.of())).isNull();
        partition.onWish(now, configuration(0, 1));
        partition.onText();
        assertThat(partition.status(now, List.of())).isEqualTo(new ReplicaStatus.Partition(List.of(2L), false, 2));
    }

    /** Which of the first four members are not heard. */
    private List<Integer> dropped(SimulatedPartition partition) {
        var dropped = new ArrayList<Integer>();
        for (int i = 0; i < 4; i++) {
            if (drops(partition, i)) {
                dropped.add(i);
            }
        }
        return dropped;
    }

    private boolean drops(SimulatedPartition partition, int sender) {
        return partition.drops(now, new Frame(member(sender), ConfigurationId.NONE, 0, 0, new Ack()));
    }

    private void beat(SimulatedPartition partition, int sender, int... heard) {
        var beat = new Heartbeat(++beats, MemberState.OPERATIONAL, 1, 0, members(heard), List.of(), "");
        partition.drops(now, new Frame(member(sender), ConfigurationId.NONE, 0, 0, beat));
    }

    private static SimulatedPartition partition(int self, int healAfter) {
        return new SimulatedPartition(member(self), healAfter);
    }

    private static Configuration configuration(int... places) {
        var members = members(places);
        return new Configuration(new ConfigurationId(7, members.get(0)), members, 1);
    }

    private static List<MemberId> members(int... places) {
        var members = new ArrayList<MemberId>();
        for (int place : places) {
            members.add(member(place));
        }
        return members;
    }

    private static MemberId member(int place) {
        return new MemberId(place + 1, 1);
    }
}
