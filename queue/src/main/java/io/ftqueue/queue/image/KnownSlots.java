package io.ftqueue.queue.image;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;

/**
 * Whether a component has executed slots that were found in another one. Neighbours mostly have the same configuration:
 * what was found out of it spares look-ups. What a component knows of a configuration is a prefix of its slots.
 */
public final class KnownSlots {

    private final Context component;
    private final Context holder;

    private ConfigurationId configuration = ConfigurationId.NONE;

    /** Of {@link #configuration}: slots up to here are known, and from there on they are not. */
    private long knownUpTo;

    private long unknownFrom;

    /**
     * Of what one component knows of another.
     *
     * @param component what the one has executed
     * @param holder what the other has executed, in whose state the slots are found
     */
    public KnownSlots(Context component, Context holder) {
        this.component = component;
        this.holder = holder;
    }

    /** Whether the one has executed that slot. */
    public boolean contain(ConfigurationId inConfiguration, long slot) {
        if (!inConfiguration.equals(configuration)) {
            configuration = inConfiguration;
            knownUpTo = Long.MIN_VALUE;
            unknownFrom = Long.MAX_VALUE;
        }
        if (slot <= knownUpTo || slot >= unknownFrom) {
            return slot <= knownUpTo;
        }
        boolean known = component.knows(inConfiguration, slot, holder);
        if (known) {
            knownUpTo = slot;
        } else {
            unknownFrom = slot;
        }
        return known;
    }
}
