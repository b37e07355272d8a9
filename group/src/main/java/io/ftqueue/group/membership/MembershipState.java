package io.ftqueue.group.membership;

import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.message.Plan;
import io.ftqueue.group.model.ConfigurationId;

/** Where a member is in the agreement; each state holds only what is meaningful in it. */
sealed interface MembershipState {

    /** As others are told. */
    MemberState announced();

    /** In a configuration, since {@code sinceNanos}. */
    record Operational(long sinceNanos) implements MembershipState {
        @Override
        public MemberState announced() {
            return MemberState.OPERATIONAL;
        }
    }

    /**
     * Looking for agreement.
     *
     * @param enteredNanos when it began
     * @param sinceNanos when the candidates were last narrowed, or it began
     */
    record Gather(long enteredNanos, long sinceNanos) implements MembershipState {
        @Override
        public MemberState announced() {
            return MemberState.GATHER;
        }
    }

    /** Promised to a proposal, frozen in the old configuration. */
    record Accepted(ConfigurationId proposal, long sinceNanos) implements MembershipState {
        @Override
        public MemberState announced() {
            return MemberState.ACCEPTED;
        }
    }

    /**
     * Fetching what the plan asks for.
     *
     * @param receivedUpTo how far that was when there was progress last, at {@code sinceNanos}
     */
    record Recover(Plan plan, long receivedUpTo, long sinceNanos) implements MembershipState {
        @Override
        public MemberState announced() {
            return MemberState.RECOVER;
        }
    }
}
