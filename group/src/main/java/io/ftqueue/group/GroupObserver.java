package io.ftqueue.group;

import io.ftqueue.group.model.ConfigurationId;

/**
 * Sees the events that the specification of extended virtual synchrony speaks of. For checkers; all methods do
 * nothing.
 */
public interface GroupObserver {

    /** Sees nothing. */
    GroupObserver NONE = new GroupObserver() {};

    /** The member issued a slot (EVS: send). */
    default void issued(ConfigurationId configuration, long slot) {}

    /** The member delivered all payloads of a slot (EVS: deliver). */
    default void delivered(ConfigurationId configuration, long slot, long contentHash) {}

    /** The member knows a slot to be held by all of its regular or, after its delivery, transitional configuration. */
    default void safe(long slot) {}

    /** The member delivered a configuration change. */
    default void configuration(Delivery change) {}
}
