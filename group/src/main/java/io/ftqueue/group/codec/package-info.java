/** Frames as bytes and back: versioned, checked before a byte is believed, canonical. See docs/protocol/wire-format.md. */
@NullMarked
package io.ftqueue.group.codec;

import org.jspecify.annotations.NullMarked;
