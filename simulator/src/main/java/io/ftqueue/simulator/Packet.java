package io.ftqueue.simulator;

import io.ftqueue.queue.replica.ClientAddress;
import org.jspecify.annotations.Nullable;

/**
 * A datagram under way.
 *
 * @param from the endpoint that sent it
 * @param type the type of its message, or 0 if it is none between members
 * @param client the client it comes from or goes to; null between members
 * @param bytes what it carries; not to be changed
 * @param toGroup whether a client sent it to all servers
 * @param damaged whether the network has flipped bits of it
 */
record Packet(int from, int type, @Nullable ClientAddress client, byte[] bytes, boolean toGroup, boolean damaged) {}
