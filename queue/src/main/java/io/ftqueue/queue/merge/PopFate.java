package io.ftqueue.queue.merge;

/** What became of a pop in some configuration that took an item there. */
enum PopFate {
    /** Its client has the item, or would not say. */
    RECEIVED,
    /** Its client may have the item: there are other outcomes, and it has not said which it took. */
    IN_DOUBT,
    /** Its client has taken another outcome. */
    VOID
}
