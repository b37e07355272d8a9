package io.ftqueue.simulator.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.group.GroupStatus;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Two members come to a configuration, each with what it has executed alone. */
class JoinCheckerTest {

    private static final MemberId ONE = new MemberId(1, 1);
    private static final MemberId OTHER = new MemberId(2, 1);
    private static final ConfigurationId WHOLE = new ConfigurationId(1, ONE);
    private static final ConfigurationId HERE = new ConfigurationId(2, ONE);
    private static final ConfigurationId THERE = new ConfigurationId(2, OTHER);
    private static final Configuration MERGED = new Configuration(new ConfigurationId(3, ONE), List.of(ONE, OTHER), 30);

    private static final Context COMMON = Context.BLANK.with(WHOLE, 10);
    private static final Context MINE = COMMON.with(HERE, 20);
    private static final Context THEIRS = COMMON.with(THERE, 25);

    private final List<String> counts = new ArrayList<>();
    private final JoinChecker checker = new JoinChecker(3, counts::add);

    @Test
    void aJoinOfAllThatMembersHadIsCountedOnce() {
        come();
        sample(ONE, Phase.SERVING, MINE.join(THEIRS), 1);
        sample(OTHER, Phase.SERVING, MINE.join(THEIRS), 1);
        assertThat(counts).containsExactly("merges", "merge of a part of the servers");
    }

    @Test
    void m10WhoServesHasExecutedAllThatAnyMemberHad() {
        come();
        assertBroken(() -> sample(ONE, Phase.SERVING, MINE, 0));
        assertBroken(() -> sample(ONE, Phase.SERVING, MINE.join(COMMON.with(THERE, 24)), 1));
    }

    @Test
    void m10NoStateIsTakenOverAnother() {
        come();
        assertBroken(() -> sample(OTHER, Phase.SERVING, MINE, 1));
    }

    private void come() {
        sample(ONE, Phase.EXCHANGE, MINE, 0);
        sample(OTHER, Phase.EXCHANGE, THEIRS, 0);
    }

    private void sample(MemberId member, Phase phase, Context context, long joins) {
        var counters = new TreeMap<>(Map.of("state-joins", joins));
        var group = new GroupStatus(member, "s", MemberState.OPERATIONAL, MERGED, 30, 30, List.of(), counters);
        checker.sample(
                member,
                new ReplicationStatus(
                        group,
                        phase,
                        context,
                        0,
                        List.of(),
                        new TreeSet<>(),
                        new TreeSet<>(),
                        List.of(),
                        new TreeSet<>()));
    }

    private static void assertBroken(Runnable look) {
        assertThatThrownBy(look::run)
                .isInstanceOfSatisfying(
                        Violation.class,
                        violation -> assertThat(violation.rule()).isEqualTo("M10"));
    }
}
