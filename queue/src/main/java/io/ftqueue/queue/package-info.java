/** The replicated queue: a deterministic state machine over the deliveries of the group. */
@NullMarked
package io.ftqueue.queue;

import org.jspecify.annotations.NullMarked;
