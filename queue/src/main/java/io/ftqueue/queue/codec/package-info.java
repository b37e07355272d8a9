/** Bytes to client frames and back, and the text protocol of existing clients. Decoders never throw. */
@NullMarked
package io.ftqueue.queue.codec;

import org.jspecify.annotations.NullMarked;
