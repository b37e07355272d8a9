/** Deterministic clusters of real replicas on a virtual clock, network and disk, with faults and checkers. */
@NullMarked
package io.ftqueue.simulator;

import org.jspecify.annotations.NullMarked;
