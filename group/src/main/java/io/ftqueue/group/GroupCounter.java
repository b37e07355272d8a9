package io.ftqueue.group;

import java.util.Locale;

/** What a member counts. */
enum GroupCounter {
    FRAMES_RECEIVED,
    FRAMES_OF_A_GHOST,
    FRAMES_OF_MY_NUMBER,
    FRAMES_OF_ANOTHER_CONFIGURATION,
    FRAMES_WHILE_FROZEN,
    HEARTBEATS_OVERTAKEN,
    FLUSHED_AFTER_A_PAUSE,
    PAUSES,
    SLOTS_ISSUED,
    SLOTS_DELIVERED,
    SLOTS_REPEATED,
    PAYLOADS_SUBMITTED,
    PAYLOADS_DELIVERED,
    PAYLOADS_REPEATED,
    NAKS_SENT,
    NAKS_RECEIVED,
    ACKS_SENT,
    CONFIGURATIONS,
    GATHER_START,
    GATHER_SILENCE,
    GATHER_ONE_WAY_LINK,
    GATHER_RESTART,
    GATHER_LEFT_BEHIND,
    GATHER_JOIN,
    GATHER_GROWTH,
    GATHER_SLOW,
    GATHER_TIMEOUT;

    /** The name under which status shows it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
