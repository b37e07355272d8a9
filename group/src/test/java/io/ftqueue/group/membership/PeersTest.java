package io.ftqueue.group.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.Join;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeersTest {

    private static final long SUSPECT = 500;
    private static final MemberId A = new MemberId(1, 10);
    private static final MemberId B = new MemberId(2, 10);
    private static final MemberId C = new MemberId(3, 10);
    private static final MemberId D = new MemberId(4, 10);
    private static final MemberId E = new MemberId(5, 10);
    private static final ConfigurationId HERE = new ConfigurationId(1, A);

    private final Peers peers = new Peers(A, SUSPECT);
    private long beats;

    private void says(MemberId sender, long now, MemberState state, List<MemberId> members, MemberId... heard) {
        assertThat(peers.admit(sender, now)).isTrue();
        String name = "n" + sender.server();
        assertThat(peers.heartbeat(sender, HERE, new Heartbeat(++beats, state, 0, 0, List.of(heard), members, name)))
                .isTrue();
    }

    @Test
    void aHeartbeatThatWasOvertakenSaysNothing() {
        hears(B, 0, A, B);
        Heartbeat late = new Heartbeat(beats - 1, MemberState.GATHER, 0, 0, List.of(B), List.of(), "n");
        assertThat(peers.heartbeat(B, HERE, late)).isFalse();
        assertThat(peers.mutual(A, B, 1)).isTrue();
        // Another life counts from the beginning.
        MemberId reborn = new MemberId(2, 11);
        peers.admit(reborn, 2);
        assertThat(peers.heartbeat(reborn, HERE, late)).isTrue();
        assertThat(peers.mutual(A, reborn, 2)).isFalse();
    }

    @Test
    void oneThatIsLostIsSilentUntilItIsHeardAgain() {
        hears(B, 0, A, B);
        hears(C, 0, A, C);
        peers.lose(B::equals);
        assertThat(peers.alive(B, 1)).isFalse();
        assertThat(peers.heard(1)).containsExactly(A, C);
        hears(B, 2, A, B);
        assertThat(peers.heard(2)).containsExactly(A, B, C);
    }

    private void hears(MemberId sender, long now, MemberId... heard) {
        says(sender, now, MemberState.GATHER, List.of(), heard);
    }

    private void allHearEachOther(long now) {
        hears(B, now, A, B, C, D);
        hears(C, now, A, B, C, D);
        hears(D, now, A, B, C, D);
    }

    @Test
    void aLowerIncarnationIsAGhost() {
        assertThat(peers.admit(B, 0)).isTrue();
        MemberId next = new MemberId(2, 11);
        assertThat(peers.admit(next, 1)).isTrue();
        assertThat(peers.admit(B, 2)).isFalse();
        assertThat(peers.alive(B, 2)).isFalse();
        assertThat(peers.alive(next, 2)).isTrue();
        assertThat(peers.successorOf(B)).isEqualTo(next);
        assertThat(peers.successorOf(next)).isNull();
    }

    @Test
    void anotherLifeHasSaidNothingYet() {
        hears(B, 0, A, B);
        assertThat(peers.candidates(0)).containsExactly(A, B);
        peers.admit(new MemberId(2, 11), 1);
        assertThat(peers.candidates(1)).containsExactly(A);
    }

    @Test
    void silenceMakesSuspect() {
        hears(B, 0, A, B);
        assertThat(peers.alive(B, SUSPECT - 1)).isTrue();
        assertThat(peers.alive(B, SUSPECT)).isFalse();
        assertThat(peers.heard(SUSPECT)).containsExactly(A);
        assertThat(peers.alive(A, Long.MAX_VALUE)).isTrue();
    }

    @Test
    void aOneWayLinkIsNoLink() {
        hears(B, 0, B, C);
        hears(C, 0, A, B, C);
        assertThat(peers.mutual(A, B, 0)).isFalse();
        assertThat(peers.mutual(A, C, 0)).isTrue();
        assertThat(peers.mutual(B, C, 0)).isTrue();
        assertThat(peers.candidates(0)).containsExactly(A, C);
        // Nevertheless it is heard, and says so.
        assertThat(peers.heard(0)).containsExactly(A, B, C);
    }

    @Test
    void candidatesHearEachOther() {
        hears(B, 0, A, B, D);
        hears(C, 0, A, C, D);
        hears(D, 0, A, B, C, D);
        assertThat(peers.candidates(0)).containsExactly(A, B, D);
        assertThat(peers.clique(List.of(A, C, D), 0)).isTrue();
        assertThat(peers.clique(List.of(A, B, C), 0)).isFalse();
        assertThat(peers.clique(List.of(A, E), 0)).isFalse();
    }

    @Test
    void growsByWholeConfigurationsOnly() {
        says(B, 0, MemberState.OPERATIONAL, List.of(B, C), A, B, C);
        says(C, 0, MemberState.OPERATIONAL, List.of(B, C), B, C);
        assertThat(peers.candidates(0)).containsExactly(A, B);
        assertThat(peers.growth(List.of(A), 0)).containsExactly(A);
        says(C, 1, MemberState.OPERATIONAL, List.of(B, C), A, B, C);
        assertThat(peers.growth(List.of(A), 1)).containsExactly(A, B, C);
    }

    @Test
    void aMemberInGatherComesAlone() {
        says(B, 0, MemberState.GATHER, List.of(B, C), A, B);
        assertThat(peers.growth(List.of(A), 0)).containsExactly(A, B);
    }

    @Test
    void agreementIsExactAndFresh() {
        allHearEachOther(0);
        List<MemberId> all = List.of(A, B, C);
        peers.joined(B, new Join(all, 0, ConfigurationId.NONE), 0);
        assertThat(peers.agreed(all, 0, 250)).isFalse();
        peers.joined(C, new Join(List.of(A, C), 0, ConfigurationId.NONE), 0);
        assertThat(peers.agreed(all, 0, 250)).isFalse();
        peers.joined(C, new Join(all, 0, ConfigurationId.NONE), 100);
        assertThat(peers.agreed(all, 100, 250)).isTrue();
        assertThat(peers.agreed(all, 250, 250)).isFalse();
        peers.forgetJoins();
        assertThat(peers.agreed(all, 100, 250)).isFalse();
        assertThat(peers.agreed(List.of(A), 100, 250)).isTrue();
    }

    @Test
    void followersAreThoseThatOfferedToBeLed() {
        allHearEachOther(0);
        peers.joined(B, new Join(List.of(A, B, D), 0, ConfigurationId.NONE), 0);
        peers.joined(C, new Join(List.of(B, C, D), 0, ConfigurationId.NONE), 0);
        assertThat(peers.followers(List.of(A, B, C, D), 0, 250)).containsExactly(A, B);
    }

    @Test
    void aDroppedPeerIsNoCandidateUntilAnAttemptSucceeds() {
        allHearEachOther(0);
        peers.drop(B);
        peers.drop(C);
        assertThat(peers.candidates(99)).containsExactly(A, D);
        peers.forgetDrops();
        assertThat(peers.candidates(101)).containsExactly(A, B, C, D);
    }

    @Test
    void aSlowPeerIsHeldDownForLongerEachTimeWhateverSucceeds() {
        allHearEachOther(0);
        peers.holdDown(B, 0);
        peers.forgetDrops();
        peers.admit(B, 999);
        allHearEachOther(999);
        assertThat(peers.candidates(999)).containsExactly(A, C, D);
        allHearEachOther(1_000);
        assertThat(peers.candidates(1_000)).containsExactly(A, B, C, D);
        peers.holdDown(B, 1_000);
        allHearEachOther(2_999);
        assertThat(peers.candidates(2_999)).containsExactly(A, C, D);
        allHearEachOther(3_000);
        assertThat(peers.candidates(3_000)).containsExactly(A, B, C, D);
    }

    @Test
    void theOwnPauseIsNotTheSilenceOfOthers() {
        hears(B, 100, A, B);
        hears(C, 0, A, C);
        // A slept from 200 to 900; C had been silent for long before.
        peers.credit(900, 700);
        assertThat(peers.alive(B, 900)).isTrue();
        assertThat(peers.alive(C, 900)).isTrue();
        assertThat(peers.alive(B, 900 + SUSPECT / 2)).isFalse();
        peers.credit(5_000, 700);
        assertThat(peers.alive(C, 5_000)).isFalse();
    }

    @Test
    void whoIsSilentForLongIsForgotten() {
        hears(B, 0, A, B);
        peers.prune(60 * SUSPECT);
        assertThat(peers.known()).containsExactly(B);
        peers.prune(60 * SUSPECT + 1);
        assertThat(peers.known()).isEmpty();
        // A server whose clock was set back may come again.
        assertThat(peers.admit(new MemberId(2, 9), 60 * SUSPECT + 2)).isTrue();
    }

    @Test
    void membersHaveNames() {
        assertThat(peers.name(B)).isEqualTo("2.a");
        hears(B, 0, A, B);
        assertThat(peers.name(B)).isEqualTo("n2");
        assertThat(peers.silentNanos(B, 7)).isEqualTo(7);
        assertThat(peers.silentNanos(C, 7)).isEqualTo(Long.MAX_VALUE);
    }
}
