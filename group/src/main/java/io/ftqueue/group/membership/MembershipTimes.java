package io.ftqueue.group.membership;

/**
 * How long the agreement waits for what, in nanoseconds.
 *
 * @param suspectAfterNanos silence after which a member is suspected
 * @param gatherNanos how long Gather lasts at least
 * @param listenNanos how long a member that starts listens
 * @param settleNanos how long a configuration lasts at least before members are added
 */
public record MembershipTimes(long suspectAfterNanos, long gatherNanos, long listenNanos, long settleNanos) {}
