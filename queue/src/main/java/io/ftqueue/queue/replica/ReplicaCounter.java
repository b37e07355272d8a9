package io.ftqueue.queue.replica;

/** What a replica counts of its clients' datagrams. */
enum ReplicaCounter {
    NATIVE_REQUESTS("native.requests"),
    NATIVE_OPERATIONS("native.operations"),
    NATIVE_REPEATED("native.repeated"),
    NATIVE_IN_FLIGHT("native.in-flight"),
    NATIVE_RESUBMITTED("native.resubmitted"),
    NATIVE_REFUSED("native.refused"),
    NATIVE_REPLIES("native.replies"),
    NATIVE_ANSWERS("native.answers"),
    NATIVE_BUSY("native.busy"),
    NATIVE_FORGOTTEN_CLIENTS("native.forgotten-clients"),
    TEXT_REQUESTS("text.requests"),
    TEXT_SUBMITTED("text.submitted"),
    TEXT_SUBMITTED_AS_BACKUP("text.submitted-as-backup"),
    TEXT_RESUBMITTED("text.resubmitted"),
    TEXT_REPEATED("text.repeated"),
    TEXT_IN_FLIGHT("text.in-flight"),
    TEXT_REPLIES("text.replies"),
    TEXT_ERRORS("text.errors"),
    TEXT_MOCK_PARTITIONS("text.mock-partitions"),
    PAYLOADS_SUBMITTED("payloads.submitted"),
    PAYLOADS_EXECUTED("payloads.executed"),
    DROPPED_PARTITIONED("dropped.partitioned"),
    DROPPED_GAP("dropped.gap"),
    DROPPED_UNEXPECTED_KIND("dropped.unexpected-kind"),
    DROPPED_VERSION("dropped.version"),
    DROPPED_TRUNCATED("dropped.truncated"),
    DROPPED_CHECKSUM("dropped.checksum"),
    DROPPED_MALFORMED("dropped.malformed"),
    DROPPED_BLANK("dropped.blank"),
    DROPPED_NO_TEXT("dropped.no-text"),
    DROPPED_NO_REQUEST("dropped.no-request"),
    DROPPED_WAITING_FULL("dropped.waiting-full"),
    DROPPED_TOO_OLD("dropped.too-old"),
    DROPPED_NO_ROOM("dropped.no-room"),
    DROPPED_TOO_LARGE("dropped.too-large");

    private final String label;

    ReplicaCounter(String label) {
        this.label = label;
    }

    /** Its name in the status. */
    String label() {
        return label;
    }
}
