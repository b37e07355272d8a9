/** Replicates any deterministic state machine over a group: ordered execution, exchange of states, gated replies. */
@NullMarked
package io.ftqueue.group.replication;

import org.jspecify.annotations.NullMarked;
