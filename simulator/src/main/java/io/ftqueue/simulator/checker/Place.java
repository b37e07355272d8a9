package io.ftqueue.simulator.checker;

import io.ftqueue.group.model.ConfigurationId;

/**
 * Where an operation was executed, as exactly as can be seen from outside.
 *
 * @param configuration in which configuration
 * @param from the first slot that it can have been
 * @param to the last one
 */
public record Place(ConfigurationId configuration, long from, long to) {}
