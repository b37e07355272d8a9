/** The composition root: sockets, one event loop, durable log, client endpoints, console and metrics. */
@NullMarked
package io.ftqueue.server;

import org.jspecify.annotations.NullMarked;
