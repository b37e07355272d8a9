/**
 * Frames as bytes and back: versioned, canonical, checked before a byte is believed. The layout is in
 * docs/protocol/wire-format.md.
 */
@NullMarked
package io.ftqueue.group.codec;

import org.jspecify.annotations.NullMarked;
