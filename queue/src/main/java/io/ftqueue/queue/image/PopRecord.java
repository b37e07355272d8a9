package io.ftqueue.queue.image;

import io.ftqueue.queue.codec.RequestKey;
import org.jspecify.annotations.Nullable;

/**
 * A pop that took an item, or that gave it back though its client may have received it; remembered so that a merge can
 * tell which items were popped on both sides and which came back.
 *
 * @param item the identity of the item: the push that brought it
 * @param popper the identity of the pop
 * @param kind what is remembered of it
 * @param label the queue's label
 * @param place where the pop was executed, or at what the item went back: that is no place of an operation
 */
public record PopRecord(RequestKey item, RequestKey popper, Kind kind, Label label, Key place) {

    /** The most pops that a state remembers: the last ones. */
    public static final int MAX_REMEMBERED = 32_768;

    /** What is remembered of a pop. */
    public enum Kind {
        /** A native client's pop took the item. */
        NATIVE(0),
        /** A text request's pop took the item. */
        TEXT(1),
        /** The item went back, because the client has not said which of several answers it took. */
        RETURN(2),
        /** A native client has acknowledged the item, which it had taken under a lease. */
        ACK(3);

        private static final Kind[] KINDS = values();

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        /** The kind with that code, or null. */
        static @Nullable Kind of(int code) {
            for (Kind kind : KINDS) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return null;
        }
    }
}
