package io.ftqueue.group.replication;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;

/**
 * A payload's place in the total order. ({@code configuration}, {@code slot}, {@code index}) is a name that no other
 * payload in any component ever has; (timestamp, configuration, slot, index) sorts payloads of all components so that
 * the order within each is kept.
 *
 * @param configuration the regular configuration that ordered it
 * @param slot its slot there
 * @param index its place within the slot, from 0
 * @param timestampMicros the slot's hybrid time, microseconds since 1970
 * @param origin the member that submitted it
 */
public record Position(ConfigurationId configuration, long slot, int index, long timestampMicros, MemberId origin) {}
