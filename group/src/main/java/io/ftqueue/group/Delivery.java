package io.ftqueue.group;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;

/** One stream of messages and configuration changes: extended virtual synchrony orders both together. */
public sealed interface Delivery permits Delivery.Message, Delivery.Safe, Delivery.Transitional, Delivery.Regular {

    /**
     * A payload in its place in the total order (EVS: agreed delivery): everything before it has been delivered.
     *
     * @param configuration the regular configuration that ordered it
     * @param slot its slot
     * @param index its place within the slot, from 0
     * @param timestampMicros the slot's hybrid time; strictly increasing from slot to slot along every history
     * @param origin who submitted it
     * @param payload what was submitted; not to be changed
     */
    record Message(
            ConfigurationId configuration, long slot, int index, long timestampMicros, MemberId origin, byte[] payload)
            implements Delivery {}

    /**
     * All slots up to here are held by every member of the configuration (EVS: safe delivery). After a
     * {@link Transitional} the configuration is that one: held by all that go on together, unknown beyond.
     */
    record Safe(long upTo) implements Delivery {}

    /**
     * The members that go on together from {@code from} to {@code to}. They have delivered the same slots of
     * {@code from}, so no message is left for the transitional configuration; only {@link Safe} follows.
     */
    record Transitional(ConfigurationId from, ConfigurationId to, List<MemberId> members) implements Delivery {
        public Transitional {
            members = List.copyOf(members);
        }
    }

    /**
     * A new regular configuration.
     *
     * @param configuration the configuration
     * @param continuing the members that come with this one from its configuration before, itself included
     * @param undelivered own payloads that were submitted and never ordered, in order; the layer above decides whether
     *     to submit them again
     */
    record Regular(Configuration configuration, List<MemberId> continuing, List<byte[]> undelivered)
            implements Delivery {
        public Regular {
            continuing = List.copyOf(continuing);
            undelivered = List.copyOf(undelivered);
        }
    }
}
