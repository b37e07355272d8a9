package io.ftqueue.queue.image;

import io.ftqueue.queue.codec.RequestKey;

/**
 * A pop that took an item, remembered so that a merge can tell which items were popped on both sides.
 *
 * @param item the identity of the item: the push that brought it
 * @param popper the identity of the pop
 * @param text whether the pop is a text request
 * @param label the queue's label
 * @param place where the pop was executed
 */
public record PopRecord(RequestKey item, RequestKey popper, boolean text, Label label, Key place) {

    /** The most pops that a state remembers: the last ones. */
    public static final int MAX_REMEMBERED = 32_768;
}
