package io.ftqueue.queue.image;

import org.jspecify.annotations.Nullable;

/** The kinds of records in an image; each has a code. */
enum RecordKind {
    /** The magic number, the version and the clocks; once, and first. */
    HEAD(0),
    /** A configuration, which later records name by its number among these records. */
    CONFIGURATION(1),
    /** A queue's label and up to where items were removed; its handles and then its items follow. */
    QUEUE(2),
    /** A handle of the last queue. */
    HANDLE(3),
    /** An item of the last queue. */
    ITEM(4),
    /** How many items of the last queue were left out, and the sum of their hashes; behind its items. */
    UNTOLD(10),
    /** What is known of the deliveries of an item of the last queue; behind the count of those left out. */
    LEASE(12),
    /** A session without its outcomes, which follow. */
    SESSION(5),
    /** An outcome of an operation of the last session or text request. */
    OUTCOME(6),
    /** A text request without its outcomes, which follow. */
    TEXT(7),
    /** A pop that is remembered. */
    POP(8),
    /** Up to where pops are not remembered any more. */
    POPS_FORGOTTEN(11),
    /** Nothing; once, and last. */
    END(9);

    /** The bytes before a record: its kind (1 byte) and the length of its content (3 bytes). */
    static final int HEAD_BYTES = 4;

    private static final int LENGTH_BITS = 24;
    private static final RecordKind[] KINDS = values();

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    /** The bytes before a record of this kind, as a number. */
    int head(int length) {
        return code << LENGTH_BITS | length;
    }

    /** The kind that a head tells; null if there is no such kind. */
    static @Nullable RecordKind ofHead(int head) {
        for (RecordKind kind : KINDS) {
            if (kind.code == head >>> LENGTH_BITS) {
                return kind;
            }
        }
        return null;
    }

    /** The length of the content that a head tells. */
    static int lengthOf(int head) {
        return head & (1 << LENGTH_BITS) - 1;
    }
}
