/**
 * A server's replica without its sockets: the group member, the queues and the gateways through which clients come.
 */
@NullMarked
package io.ftqueue.queue.replica;

import org.jspecify.annotations.NullMarked;
