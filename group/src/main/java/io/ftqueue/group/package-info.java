/** Extended virtual synchrony with a rotating sequencer, as a state machine without I/O, clock or threads. */
@NullMarked
package io.ftqueue.group;

import org.jspecify.annotations.NullMarked;
