/** The replicated state at rest: plain values, and their bytes as a snapshot. */
@NullMarked
package io.ftqueue.queue.image;

import org.jspecify.annotations.NullMarked;
