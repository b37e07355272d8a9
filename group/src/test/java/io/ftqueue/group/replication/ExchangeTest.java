package io.ftqueue.group.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Exchange.BranchHolders;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeTest {

    private static final MemberId A = new MemberId(1, 1);
    private static final MemberId B = new MemberId(2, 1);
    private static final MemberId C = new MemberId(3, 1);
    private static final Context OLD = Context.BLANK.with(id(1), 5);
    private static final Context LEFT = OLD.with(id(2), 8);
    private static final Context RIGHT = OLD.with(id(3), 7);

    private final Exchange exchange = new Exchange(new Configuration(id(9), List.of(A, B, C), 10));

    private static ConfigurationId id(long epoch) {
        return new ConfigurationId(epoch, A);
    }

    private boolean announce(MemberId member, Context context, long hash) {
        return exchange.announced(member, new StateAnnouncement(context, hash));
    }

    @Test
    void theLastAnnouncementDecides() {
        assertThat(announce(A, OLD, 1)).isFalse();
        assertThat(announce(C, OLD, 1)).isFalse();
        assertThat(announce(C, LEFT, 2)).isFalse();
        assertThat(announce(B, OLD, 1)).isTrue();
        assertThat(announce(B, OLD, 1)).isFalse();
        assertThat(exchange.branches()).containsExactly(new BranchHolders(OLD, List.of(A, B, C)));
    }

    @Test
    void aStateThatAnotherContainsIsNoBranch() {
        announce(A, OLD, 1);
        announce(B, LEFT, 2);
        announce(C, Context.BLANK, 0);
        assertThat(exchange.branches()).containsExactly(new BranchHolders(LEFT, List.of(B)));
        assertThat(exchange.diverged()).isEmpty();
    }

    @Test
    void statesOfWhichNoneContainsTheOtherAreBranches() {
        announce(A, RIGHT, 3);
        announce(B, LEFT, 2);
        announce(C, RIGHT, 3);
        assertThat(exchange.branches())
                .containsExactly(new BranchHolders(RIGHT, List.of(A, C)), new BranchHolders(LEFT, List.of(B)));
        assertThat(exchange.branches().get(0).donor()).isEqualTo(A);
    }

    @Test
    void aStateThatContainsBothEndsThem() {
        announce(A, LEFT, 2);
        announce(B, RIGHT, 3);
        announce(C, LEFT.join(RIGHT), 4);
        assertThat(exchange.branches()).containsExactly(new BranchHolders(LEFT.join(RIGHT), List.of(C)));
    }

    @Test
    void allBlankIsOneBranch() {
        announce(A, Context.BLANK, 0);
        announce(B, Context.BLANK, 0);
        announce(C, Context.BLANK, 0);
        assertThat(exchange.branches()).containsExactly(new BranchHolders(Context.BLANK, List.of(A, B, C)));
    }

    @Test
    void whoClaimsTheSameHistoryWithAnotherStateHasDiverged() {
        announce(A, OLD, 1);
        announce(B, OLD, 2);
        announce(C, OLD, 1);
        assertThat(exchange.branches()).containsExactly(new BranchHolders(OLD, List.of(A, C)));
        assertThat(exchange.diverged()).containsExactly(B);
    }

    @Test
    void announcementsTravelAsBytes() {
        StateAnnouncement announcement = new StateAnnouncement(LEFT, -7);
        byte[] bytes = announcement.encode(1);
        assertThat(StateAnnouncement.decode(bytes, 1)).isEqualTo(announcement);
        assertThat(StateAnnouncement.decode(bytes, 2)).isNull();
        assertThat(StateAnnouncement.decode(new byte[] {1, 2}, 1)).isNull();
        StateAnnouncement blank = new StateAnnouncement(Context.BLANK, 0);
        assertThat(StateAnnouncement.decode(blank.encode(1), 1)).isEqualTo(blank);
    }
}
