/** The messages members send each other, as values; what they mean is said in docs/protocol. */
@NullMarked
package io.ftqueue.group.message;

import org.jspecify.annotations.NullMarked;
