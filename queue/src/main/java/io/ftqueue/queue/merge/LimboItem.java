package io.ftqueue.queue.merge;

import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.Label;

/** An item that was popped in some component and could go back to its queue. */
final class LimboItem {

    final Label label;
    Item item;

    /** The components that have it, in the queue or popped; as bits. */
    long mask;

    /** Of these, the components in which a pop holds it. */
    long heldMask;

    /** Of these, the components that have it in the queue. */
    long liveMask;

    /** The components that have executed the push that brought it; as bits. */
    long known;

    /** A client has received it, and for good. */
    boolean confirmed;

    /** How many pops have it now. */
    int holders;

    private boolean dead;

    LimboItem(Label label, Item item) {
        this.label = label;
        this.item = item;
    }

    /** To be called when all components that have it are known: another one has seen the end of it. */
    void decide(long all) {
        dead = mask == 0 || (all & ~mask & known) != 0;
    }

    /** Whether it could still go back to its queue, or is there. */
    boolean isReturnable() {
        return !dead && !confirmed;
    }

    /** Whether it is in the queue. */
    boolean isVisible() {
        return isReturnable() && holders == 0;
    }
}
