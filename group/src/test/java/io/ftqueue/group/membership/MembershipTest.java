package io.ftqueue.group.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.message.Accept;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.Install;
import io.ftqueue.group.message.Join;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.message.Message;
import io.ftqueue.group.message.Plan;
import io.ftqueue.group.message.PlanGroup;
import io.ftqueue.group.message.Propose;
import io.ftqueue.group.message.Recovered;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One member's side of the agreement; a tenth of the suspicion time is 50 ms. */
class MembershipTest {

    private static final long MILLI = 1_000_000L;
    private static final MemberId A = new MemberId(1, 1);
    private static final MemberId B = new MemberId(2, 1);
    private static final MemberId C = new MemberId(3, 1);
    private static final MembershipTimes TIMES = new MembershipTimes(500 * MILLI, 20 * MILLI, 150 * MILLI, 100 * MILLI);

    /** A member with nothing but its membership. */
    private static final class Member implements Host {
        final MemberId self;
        final Peers peers;
        final Membership membership;
        final List<String> sent = new ArrayList<>();
        final List<Message> toSelf = new ArrayList<>();
        final List<Cause> causes = new ArrayList<>();
        final List<Plan> installed = new ArrayList<>();

        @Nullable
        Configuration configuration;

        long receivedUpTo;
        long recoverTo;
        boolean frozen;
        long now;

        Member(MemberId self) {
            this.self = self;
            this.peers = new Peers(self, TIMES.suspectAfterNanos());
            this.membership = new Membership(self, TIMES, peers, this, 0, 0);
        }

        /** Lets time pass, with heartbeats of others that hear each other every 10 ms. */
        void pass(long millis, MemberId... others) {
            for (long i = 0; i < millis; i += 10) {
                now += 10 * MILLI;
                for (MemberId other : others) {
                    heartbeat(other, MemberState.GATHER, ConfigurationId.NONE, A, B, C);
                }
                membership.tick(now);
                drain();
            }
        }

        private long beats;

        void heartbeat(MemberId from, MemberState state, ConfigurationId in, MemberId... heard) {
            Heartbeat said = new Heartbeat(++beats, state, 0, 0, List.of(heard), List.of(), "n");
            peers.admit(from, now);
            peers.heartbeat(from, in, said);
            membership.onHeartbeat(new Frame(from, in, 0, 0, said), said, now);
        }

        void join(MemberId from, ConfigurationId in, ConfigurationId promised, MemberId... candidates) {
            Join said = new Join(List.of(candidates), 0, promised);
            peers.admit(from, now);
            membership.onJoin(new Frame(from, in, 0, 0, said), said, now);
            drain();
        }

        void accept(MemberId from, ConfigurationId proposal) {
            Accept said = new Accept(proposal, 0);
            membership.onAccept(new Frame(from, ConfigurationId.NONE, 0, 0, said), said, now);
            drain();
        }

        void recovered(MemberId from, ConfigurationId proposal) {
            Recovered said = new Recovered(proposal);
            membership.onRecovered(new Frame(from, ConfigurationId.NONE, 0, 0, said), said, now);
            drain();
        }

        private void drain() {
            while (!toSelf.isEmpty()) {
                Message message = toSelf.remove(0);
                Frame frame = new Frame(self, configurationId(), receivedUpTo, 0, message);
                if (message instanceof Propose propose) {
                    membership.onPropose(propose, now);
                } else if (message instanceof Accept accept) {
                    membership.onAccept(frame, accept, now);
                } else if (message instanceof Plan plan) {
                    membership.onPlan(plan, now);
                } else if (message instanceof Recovered recovered) {
                    membership.onRecovered(frame, recovered, now);
                } else if (message instanceof Install install) {
                    membership.onInstall(install, now);
                }
            }
        }

        /** What was sent since it was asked last, without repetitions. */
        List<String> sent() {
            List<String> since = sent.stream().distinct().toList();
            sent.clear();
            return since;
        }

        @Override
        public void multicast(Message message) {
            sent.add("all " + describe(message));
        }

        @Override
        public void send(MemberId to, Message message) {
            if (to.equals(self)) {
                toSelf.add(message);
            } else {
                sent.add(to.server() + " " + describe(message));
            }
        }

        private static String describe(Message message) {
            if (message instanceof Join join) {
                return "Join " + servers(join.candidates());
            }
            if (message instanceof Propose propose) {
                return "Propose " + propose.proposal().epoch() + " " + servers(propose.members());
            }
            return message.getClass().getSimpleName();
        }

        private static List<Long> servers(List<MemberId> members) {
            return members.stream().map(MemberId::server).toList();
        }

        @Override
        public @Nullable Configuration configuration() {
            return configuration;
        }

        @Override
        public long receivedUpTo() {
            return receivedUpTo;
        }

        @Override
        public long lastTimestampMicros() {
            return 0;
        }

        @Override
        public void freeze() {
            frozen = true;
        }

        @Override
        public void recover(long target, MemberId donor) {
            recoverTo = target;
        }

        @Override
        public void install(Plan plan) {
            installed.add(plan);
            configuration = new Configuration(plan.proposal(), plan.members(), plan.firstSlot());
            frozen = false;
        }

        @Override
        public void gathering(Cause cause) {
            causes.add(cause);
        }
    }

    /** A member that another has led into a configuration of three. */
    private static Member operational(MemberId self, long epoch) {
        Member member = new Member(self);
        member.pass(10, others(self));
        ConfigurationId id = new ConfigurationId(epoch, A);
        member.membership.onPropose(new Propose(id, List.of(A, B, C)), member.now);
        member.membership.onPlan(new Plan(id, List.of(A, B, C), List.of(), 1, 0), member.now);
        member.membership.onInstall(new Install(id), member.now);
        assertThat(member.membership.operational()).isTrue();
        member.sent();
        return member;
    }

    private static MemberId[] others(MemberId self) {
        return List.of(A, B, C).stream().filter(id -> !id.equals(self)).toArray(MemberId[]::new);
    }

    private static Plan plan(ConfigurationId proposal, ConfigurationId from, long target, MemberId donor) {
        List<MemberId> all = List.of(A, B, C);
        return new Plan(proposal, all, List.of(new PlanGroup(from, all, target, donor)), target + 1, 0);
    }

    @Test
    void aMemberThatStartsListensAndThenGoesAlone() {
        Member a = new Member(A);
        a.pass(140);
        assertThat(a.installed).isEmpty();
        a.pass(20);
        assertThat(a.installed).hasSize(1);
        assertThat(a.installed.get(0).members()).containsExactly(A);
        assertThat(a.membership.epoch()).isEqualTo(1);
    }

    @Test
    void theLowestProposesOnceAllAgree() {
        Member a = new Member(A);
        a.pass(200, B, C);
        assertThat(a.sent()).containsExactly("all Join [1, 2, 3]");
        a.join(B, ConfigurationId.NONE, ConfigurationId.NONE, A, B, C);
        assertThat(a.sent()).isEmpty();
        a.join(C, ConfigurationId.NONE, ConfigurationId.NONE, A, B, C);
        assertThat(a.sent()).containsExactly("2 Propose 1 [1, 2, 3]", "3 Propose 1 [1, 2, 3]");
        assertThat(a.frozen).isTrue();
        assertThat(a.membership.announced()).isEqualTo(MemberState.ACCEPTED);
    }

    @Test
    void nobodyInstallsBeforeAllHaveRecovered() {
        Member a = new Member(A);
        a.pass(200, B, C);
        a.join(B, ConfigurationId.NONE, ConfigurationId.NONE, A, B, C);
        a.join(C, ConfigurationId.NONE, ConfigurationId.NONE, A, B, C);
        ConfigurationId proposal = new ConfigurationId(1, A);
        a.sent();
        a.accept(B, proposal);
        assertThat(a.sent()).isEmpty();
        a.accept(C, proposal);
        assertThat(a.sent()).containsExactly("2 Plan", "3 Plan");
        a.recovered(B, proposal);
        assertThat(a.installed).isEmpty();
        assertThat(a.sent()).isEmpty();
        a.recovered(C, proposal);
        assertThat(a.sent()).containsExactly("2 Install", "3 Install");
        assertThat(a.installed).hasSize(1);
        assertThat(a.membership.operational()).isTrue();
    }

    @Test
    void onlyTheLeaderNarrows() {
        Member a = new Member(A);
        Member b = new Member(B);
        a.pass(590, B, C);
        b.pass(590, A, C);
        // C would rather be led by B; A does without it after 1.2 suspicion times, B goes on offering all.
        a.join(B, ConfigurationId.NONE, ConfigurationId.NONE, A, B, C);
        a.join(C, ConfigurationId.NONE, ConfigurationId.NONE, B, C);
        a.sent();
        a.pass(20, B, C);
        assertThat(a.sent()).contains("2 Propose 1 [1, 2]").doesNotContain("3 Propose 1 [1, 2]");
        b.sent();
        b.pass(20, A, C);
        assertThat(b.sent()).containsExactly("all Join [1, 2, 3]");
    }

    @Test
    void othersAcceptAnyCliqueThatTheyArePartOf() {
        Member b = new Member(B);
        b.pass(20, A, C);
        b.membership.onPropose(new Propose(new ConfigurationId(1, A), List.of(A, C)), b.now);
        assertThat(b.frozen).isFalse();
        b.membership.onPropose(new Propose(new ConfigurationId(1, A), List.of(A, B, new MemberId(4, 1))), b.now);
        assertThat(b.frozen).isFalse();
        b.membership.onPropose(new Propose(new ConfigurationId(1, A), List.of(A, B)), b.now);
        assertThat(b.frozen).isTrue();
        assertThat(b.sent()).contains("1 Accept");
    }

    @Test
    void aFollowerDropsALeaderThatNeverProposes() {
        Member b = new Member(B);
        b.pass(1_200, A, C);
        assertThat(b.sent()).containsExactly("all Join [1, 2, 3]");
        b.pass(20, A, C);
        assertThat(b.sent()).contains("all Join [2, 3]");
    }

    @Test
    void aPromiseOutlivesEveryProposalBelowIt() {
        Member c = new Member(C);
        c.pass(20, A, B);
        c.membership.onPropose(new Propose(new ConfigurationId(5, B), List.of(B, C)), c.now);
        assertThat(c.sent()).contains("2 Accept");
        c.membership.onPropose(new Propose(new ConfigurationId(5, A), List.of(A, B, C)), c.now);
        assertThat(c.sent()).isEmpty();
        c.membership.onPlan(plan(new ConfigurationId(5, A), ConfigurationId.NONE, 0, A), c.now);
        assertThat(c.membership.announced()).isEqualTo(MemberState.ACCEPTED);
        c.membership.onPropose(new Propose(new ConfigurationId(6, A), List.of(A, B, C)), c.now);
        assertThat(c.sent()).containsExactly("1 Accept");
        assertThat(c.membership.epoch()).isEqualTo(6);
        // What it had promised before is void.
        c.membership.onPlan(new Plan(new ConfigurationId(5, B), List.of(B, C), List.of(), 1, 0), c.now);
        assertThat(c.membership.announced()).isEqualTo(MemberState.ACCEPTED);
    }

    @Test
    void anOperationalMemberPromisesNothing() {
        Member b = operational(B, 1);
        b.membership.onPropose(new Propose(new ConfigurationId(9, A), List.of(A, B, C)), b.now);
        assertThat(b.frozen).isFalse();
        assertThat(b.membership.operational()).isTrue();
    }

    @Test
    void aMemberReportsOnlyWhenItHoldsTheTarget() {
        Member b = operational(B, 1);
        ConfigurationId old = new ConfigurationId(1, A);
        b.join(A, old, old, A, B, C);
        ConfigurationId next = new ConfigurationId(2, A);
        b.membership.onPropose(new Propose(next, List.of(A, B, C)), b.now);
        b.receivedUpTo = 3;
        b.sent();
        b.membership.onPlan(plan(next, old, 5, A), b.now);
        assertThat(b.recoverTo).isEqualTo(5);
        assertThat(b.sent()).isEmpty();
        // The word to install it, or a frame that shows that others have, is no use yet.
        b.membership.onInstall(new Install(next), b.now);
        assertThat(b.installed).hasSize(1);
        b.receivedUpTo = 5;
        b.membership.progressed(b.now);
        assertThat(b.sent()).containsExactly("1 Recovered");
        b.membership.onFrame(new Frame(C, next, 5, 0, new Recovered(next)), b.now);
        assertThat(b.installed).hasSize(2);
        assertThat(b.membership.operational()).isTrue();
    }

    @Test
    void progressInRecoveryBuysTimeAndItsLackEndsTheAttempt() {
        Member b = operational(B, 1);
        ConfigurationId old = new ConfigurationId(1, A);
        b.join(A, old, old, A, B, C);
        ConfigurationId next = new ConfigurationId(2, A);
        b.membership.onPropose(new Propose(next, List.of(A, B, C)), b.now);
        b.membership.onPlan(plan(next, old, 50, A), b.now);
        for (int i = 1; i < 10; i++) {
            b.receivedUpTo = i;
            b.pass(500, A, C);
            assertThat(b.membership.announced()).isEqualTo(MemberState.RECOVER);
        }
        b.pass(170, A, C);
        assertThat(b.causes).endsWith(Cause.TIMEOUT);
        assertThat(b.frozen).isTrue();
    }

    @Test
    void anAcceptedMemberTriesAgainWhenNoPlanComes() {
        Member b = new Member(B);
        b.pass(20, A, C);
        b.membership.onPropose(new Propose(new ConfigurationId(1, A), List.of(A, B, C)), b.now);
        b.pass(640, A, C);
        assertThat(b.membership.announced()).isEqualTo(MemberState.ACCEPTED);
        b.pass(20, A, C);
        assertThat(b.causes).containsExactly(Cause.TIMEOUT);
    }

    @Test
    void aStaleJoinIsIgnored() {
        Member b = operational(B, 7);
        // Made before its sender promised itself to this configuration.
        b.join(C, ConfigurationId.NONE, new ConfigurationId(6, A), A, B, C);
        assertThat(b.membership.operational()).isTrue();
        b.join(new MemberId(4, 1), ConfigurationId.NONE, ConfigurationId.NONE, A);
        assertThat(b.membership.operational()).isTrue();
        b.join(C, new ConfigurationId(7, A), new ConfigurationId(7, A), A, B, C);
        assertThat(b.causes).containsExactly(Cause.JOIN);
    }

    @Test
    void aJoinOfAMemberThatPromisedAndNeverInstalledCounts() {
        Member b = operational(B, 7);
        b.join(C, new ConfigurationId(3, A), new ConfigurationId(7, A), A, B, C);
        assertThat(b.causes).containsExactly(Cause.JOIN);
    }

    @Test
    void silenceOneWayLinksAndRestartsEndAConfiguration() {
        Member silent = operational(B, 1);
        silent.pass(520, A);
        assertThat(silent.causes).containsExactly(Cause.SILENCE);

        Member deaf = operational(B, 1);
        deaf.heartbeat(C, MemberState.OPERATIONAL, new ConfigurationId(1, A), A, C);
        deaf.membership.tick(deaf.now);
        assertThat(deaf.causes).containsExactly(Cause.ONE_WAY_LINK);

        Member restarted = operational(B, 1);
        restarted.heartbeat(new MemberId(3, 2), MemberState.GATHER, ConfigurationId.NONE, A, B);
        restarted.membership.tick(restarted.now);
        assertThat(restarted.causes).containsExactly(Cause.RESTART);
    }

    @Test
    void aMemberThatWasLeftBehindFollows() {
        Member b = operational(B, 1);
        b.heartbeat(C, MemberState.GATHER, new ConfigurationId(5, A), A, B, C);
        assertThat(b.membership.operational()).isTrue();
        b.heartbeat(C, MemberState.OPERATIONAL, new ConfigurationId(5, A), A, B, C);
        assertThat(b.causes).containsExactly(Cause.LEFT_BEHIND);
    }

    @Test
    void aConfigurationSettlesBeforeItGrows() {
        Member b = operational(B, 1);
        MemberId d = new MemberId(4, 1);
        long installed = b.now;
        while (b.membership.operational() && b.now - installed < 1_000 * MILLI) {
            for (MemberId other : List.of(A, C, d)) {
                b.heartbeat(other, MemberState.GATHER, ConfigurationId.NONE, A, B, C, d);
            }
            b.membership.tick(b.now);
            b.now += 10 * MILLI;
        }
        assertThat(b.causes).containsExactly(Cause.GROWTH);
        assertThat(b.now - installed).isBetween(100 * MILLI, 130 * MILLI);
    }

    @Test
    void aSlowMemberIsLeftOut() {
        Member a = operational(A, 1);
        a.membership.suspectSlow(C, a.now);
        assertThat(a.causes).containsExactly(Cause.SLOW);
        assertThat(a.sent()).containsExactly("all Join [1, 2]");
    }
}
