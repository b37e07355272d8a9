package io.ftqueue.group.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.Dot;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.StateMachine.Branch;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
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
        return exchange.announced(member, said(context, hash));
    }

    private static StateAnnouncement said(Context context, long hash) {
        var digests = new TreeMap<ConfigurationId, Long>();
        context.upTo().forEach((configuration, slot) -> digests.put(configuration, slot));
        return new StateAnnouncement(1, hash, new History.Past(context, digests), Roster.EMPTY);
    }

    private static Branch branch(Context context, long hash, List<MemberId> holders) {
        return new Branch(context, hash, holders);
    }

    @Test
    void theLastAnnouncementDecides() {
        assertThat(announce(A, OLD, 1)).isFalse();
        assertThat(announce(C, OLD, 1)).isFalse();
        assertThat(announce(C, LEFT, 2)).isFalse();
        assertThat(announce(B, OLD, 1)).isTrue();
        assertThat(announce(B, OLD, 1)).isFalse();
        assertThat(exchange.decide().branches()).containsExactly(branch(OLD, 1, List.of(A, B, C)));
    }

    @Test
    void aStateThatAnotherContainsIsNoBranch() {
        announce(A, OLD, 1);
        announce(B, LEFT, 2);
        announce(C, Context.BLANK, 0);
        assertThat(exchange.decide().branches()).containsExactly(branch(LEFT, 2, List.of(B)));
        assertThat(Sides.of(exchange.decide()).part()).isFalse();
    }

    @Test
    void statesOfWhichNoneContainsTheOtherAreBranches() {
        announce(A, RIGHT, 3);
        announce(B, LEFT, 2);
        announce(C, RIGHT, 3);
        assertThat(exchange.decide().branches())
                .containsExactly(branch(RIGHT, 3, List.of(A, C)), branch(LEFT, 2, List.of(B)));
        assertThat(exchange.decide().branches().get(0).donor()).isEqualTo(A);
    }

    @Test
    void aStateThatContainsBothEndsThem() {
        announce(A, LEFT, 2);
        announce(B, RIGHT, 3);
        announce(C, LEFT.join(RIGHT), 4);
        assertThat(exchange.decide().branches()).containsExactly(branch(LEFT.join(RIGHT), 4, List.of(C)));
    }

    @Test
    void allBlankIsOneBranch() {
        announce(A, Context.BLANK, 0);
        announce(B, Context.BLANK, 0);
        announce(C, Context.BLANK, 0);
        assertThat(exchange.decide().branches()).containsExactly(branch(Context.BLANK, 0, List.of(A, B, C)));
    }

    @Test
    void whoClaimsTheSameHistoryWithAnotherStateHasToPart() {
        announce(A, OLD, 1);
        announce(B, OLD, 2);
        announce(C, OLD, 1);
        Sides sides = Sides.of(exchange.decide());
        assertThat(sides.sides()).containsExactly(List.of(A, C), List.of(B));
        assertThat(sides.others(B)).containsExactly(A, C);
        assertThat(sides.others(C)).containsExactly(B);
    }

    @Test
    void announcementsTravelAsBytes() {
        Context marked = LEFT.marked(id(4), 9).with(id(4), 12);
        Context trimmed = marked.trimmed().join(RIGHT);
        Roster roster = Roster.EMPTY
                .with(List.of(A, C))
                .forgetting(3, new Configuration(id(4), List.of(A, B), 1), new Dot(id(4), 11));
        for (Context context : List.of(Context.BLANK, LEFT, marked, trimmed, marked.newest(2))) {
            StateAnnouncement said = new StateAnnouncement(
                    7, -7, new History.Past(context, said(context, 0).past().digests()), roster);
            byte[] bytes = said.encode();
            assertThat(StateAnnouncement.decode(bytes)).isEqualTo(said);
            for (int length = 0; length < bytes.length; length++) {
                assertThat(StateAnnouncement.decode(Arrays.copyOf(bytes, length)))
                        .isNull();
            }
        }
    }

    @Test
    void longAnnouncementsTravelInPieces() {
        byte[] bytes = said(LEFT, 2).encode();
        List<byte[]> pieces = Control.pieces(bytes, 40);
        assertThat(pieces).hasSizeGreaterThan(3);
        boolean all = false;
        announce(B, OLD, 1);
        announce(C, OLD, 1);
        for (byte[] piece : pieces) {
            assertThat(all).isFalse();
            all = exchange.announced(A, Control.piece(piece), Control.isLastPiece(piece));
        }
        assertThat(all).isTrue();
        assertThat(exchange.decide().branches()).containsExactly(branch(LEFT, 2, List.of(A)));
    }

    @Test
    void whoseAnnouncementCannotBeReadHasToPart() {
        announce(A, OLD, 1);
        announce(B, LEFT, 2);
        assertThat(exchange.announced(C, new byte[] {99}, true)).isTrue();
        assertThat(Sides.of(exchange.decide()).sides()).containsExactly(List.of(A, B), List.of(C));
    }

    @Test
    void configurationsWithOneNameAndTwoContentsCollide() {
        announce(A, LEFT, 2);
        announce(B, LEFT, 2);
        var digests = new TreeMap<>(said(RIGHT, 0).past().digests());
        digests.put(id(1), 99L);
        exchange.announced(C, new StateAnnouncement(1, 3, new History.Past(RIGHT, digests), Roster.EMPTY));
        Sides sides = Sides.of(exchange.decide());
        assertThat(sides.sides()).containsExactly(List.of(A, B), List.of(C));
        assertThat(sides.reason()).contains("collide").contains(id(1).toString());
    }

    @Test
    void whoIsBehindSidesWithTheBranchItWasToTake() {
        announce(A, LEFT, 2);
        announce(B, RIGHT, 3);
        announce(C, OLD.with(id(3), 6), 4);
        Decision decision = exchange.decide();
        assertThat(decision.own(C)).isEqualTo(-1);
        assertThat(decision.side(C)).isEqualTo(1);
        assertThat(Sides.refused(decision, A, 1, "").others(C)).containsExactly(A);
        assertThat(Sides.refused(decision, A, 1, "").others(A)).containsExactly(B, C);
        assertThat(Sides.refused(decision, C, 1, "").others(B)).containsExactly(C);
        assertThat(Sides.refused(decision, C, 0, "").others(C)).containsExactly(A);
    }

    @Test
    void theRosterIsThatOfAllWhoHaveAState() {
        MemberId d = new MemberId(4, 1);
        Roster left = Roster.EMPTY.with(List.of(A, d));
        Roster blank = Roster.EMPTY.with(List.of(new MemberId(5, 1)));
        exchange.announced(A, new StateAnnouncement(1, 2, said(LEFT, 2).past(), left));
        exchange.announced(B, new StateAnnouncement(1, 0, History.Past.BLANK, blank));
        announce(C, RIGHT, 3);
        assertThat(exchange.decide().roster().members()).containsExactly(A, B, C, d);
    }
}
