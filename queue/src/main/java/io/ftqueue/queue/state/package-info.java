/** The queues and what is remembered of clients, as a deterministic state machine. */
@NullMarked
package io.ftqueue.queue.state;

import org.jspecify.annotations.NullMarked;
