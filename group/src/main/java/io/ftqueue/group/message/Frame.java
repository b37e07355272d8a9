package io.ftqueue.group.message;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;

/**
 * What one datagram between members holds: a message and, with every message, its sender's cumulative acknowledgement.
 *
 * @param sender who sent this frame (of a retransmission: not who sent the message first)
 * @param configuration the sender's regular configuration, or {@link ConfigurationId#NONE}
 * @param receivedUpTo the sender holds all slots of {@code configuration} up to here, and their payloads
 * @param stableUpTo the sender knows that every member of {@code configuration} holds all slots up to here
 * @param message what it says
 */
public record Frame(
        MemberId sender, ConfigurationId configuration, long receivedUpTo, long stableUpTo, Message message) {}
