package io.ftqueue.group.message;

/** The membership states (Totem: operational, gather, commit, recovery). */
public enum MemberState {
    /** In an agreed configuration; slots are issued and delivered. */
    OPERATIONAL,
    /** Looking for agreement on who is reachable; issues nothing. */
    GATHER,
    /** Has promised itself to a proposal; frozen in its old configuration. */
    ACCEPTED,
    /** Fetching what its component's best member holds, before the new configuration is installed. */
    RECOVER
}
