package io.ftqueue.group.membership;

/** Why a member went to Gather. */
public enum Cause {
    /** It started. */
    START,
    /** A member of its configuration was silent for too long. */
    SILENCE,
    /** A member of its configuration does not hear all the others: a link works one way only. */
    ONE_WAY_LINK,
    /** A member of its configuration has restarted. */
    RESTART,
    /** A member of its configuration was in a newer one. */
    LEFT_BEHIND,
    /** A member of its configuration went to Gather. */
    JOIN,
    /** Servers outside its configuration can be added. */
    GROWTH,
    /** A member of its configuration held up all others. */
    SLOW,
    /** An attempt to agree took too long. */
    TIMEOUT
}
