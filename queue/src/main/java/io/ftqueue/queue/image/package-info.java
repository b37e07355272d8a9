/** The replicated state at rest: plain values, and their bytes, piece by piece. */
@NullMarked
package io.ftqueue.queue.image;

import org.jspecify.annotations.NullMarked;
